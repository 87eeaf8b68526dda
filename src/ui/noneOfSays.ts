/** What is said beside an answer where the picture is probably none of the classes: by the studio and by the page that is sent. */
export const noneOfSays = { en: 'Probably none of these', zh: '很可能都不是' }
