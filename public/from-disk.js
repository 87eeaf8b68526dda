// Opened from disk, browsers load no module of a page: without this line there would be an empty one. Alone here because it must not be a module itself.
if (location.protocol === 'file:') {
  const said = /^zh/i.test(navigator.language)
    ? '浏览器无法直接从文件夹运行这个页面。请通过网址打开：在项目中运行 npm start，或把这个文件夹放到任意静态网站上（本机可运行 npx serve）。'
    : 'Browsers do not run this page straight from a folder. Open it by an address: run npm start in the project, or put this folder on any static host (on this machine: npx serve).'
  document.getElementById('root').append(Object.assign(document.createElement('p'), { textContent: said }))
}
