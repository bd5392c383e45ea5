import DOMPurify from 'dompurify'
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import python from 'highlight.js/lib/languages/python'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { Marked } from 'marked'

const languages = {
  ...{ bash, css, diff, go, java, javascript, json, markdown, python, rust, sql, typescript, xml, yaml },
}
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)

const marked = new Marked({ gfm: true, breaks: true })

/** Nothing that loads, sends, runs or styles: agents write this, and what they have read writes with them. */
const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'em', 'strong', 'del', 's'],
  ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'sup', 'sub', 'kbd'],
]
const ALLOWED_ATTR = ['href', 'class', 'start', 'align']

/** Markdown of an agent → a fragment that is safe to show, its code coloured. */
export function renderMarkdown(text: string): DocumentFragment {
  const html = marked.parse(text, { async: false })
  const fragment = DOMPurify.sanitize(html, {
    ...{ ALLOWED_TAGS, ALLOWED_ATTR, ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i },
    ...{ RETURN_DOM_FRAGMENT: true, ALLOW_DATA_ATTR: false },
  })
  for (const link of fragment.querySelectorAll('a')) {
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
  }
  for (const block of fragment.querySelectorAll('pre')) block.tabIndex = 0
  for (const code of fragment.querySelectorAll('pre code')) colour(code)
  return fragment
}

function colour(code: Element): void {
  const language = /language-([\w+-]+)/.exec(code.className)?.[1]
  code.className = ''
  if (language === undefined || hljs.getLanguage(language) === undefined) return
  // The highlighter escapes what it is given; its own spans are all the markup there is.
  code.innerHTML = hljs.highlight(code.textContent, { language, ignoreIllegals: true }).value
}
