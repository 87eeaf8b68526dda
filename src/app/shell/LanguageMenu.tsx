/** The page's language, each by its own name. */
import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { LANGUAGE_NAMES, LANGUAGES } from '../../ui/language'
import { useApp } from '../state'
import { useText, words } from '../words'

export function LanguageMenu() {
  const { app } = useText()
  const current = useApp((state) => state.language)
  const setLanguage = useApp((state) => state.setLanguage)
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={app.language}>
          <IconLanguage size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            role="menuitemradio"
            aria-checked={language === current}
            lang={words[language].locale}
            rightSection={language === current && <IconCheck size={14} aria-hidden />}
            onClick={() => setLanguage(language)}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
