// Ours alone, served inline: the document's language, Gradio's own words in it, light and dark, the skip link.
(() => {
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const store = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a private window */ } };

  // Gradio's own words ("Drop file here") follow the browser's language when the page opens; let them follow the reader's, in
  // which the page has come.
  const spoken = window.gradio_config?.components?.find((one) => one.props.elem_id === "lang")?.props.value;
  let current = spoken ?? "en"; // not the document's: Gradio names the browser's there, in other words
  if (spoken) {
    const tag = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[spoken] ?? spoken;
    Object.defineProperty(navigator, "language", { get: () => tag });
    Object.defineProperty(navigator, "languages", { get: () => [tag] });
    document.documentElement.lang = spoken;
  }
  // The server must know the choice to give the page in it: a cookie (app/language.py), of this page alone, for a year.
  window.locatorLanguage = (language) => {
    document.documentElement.lang = current = language;
    mend(document.body);
    document.cookie = `locator-language=${language}; path=/; max-age=31536000; samesite=strict`;
    return language;
  };
  // The page is there and answers. Gradio has named the browser's language, which may be one that the page does not speak.
  window.locatorReady = () => {
    document.documentElement.lang = current;
    document.documentElement.dataset.ready = "yes";
    fetch(new URL("up", document.baseURI), { method: "POST" }).catch(() => {}); // app/warm.py
  };
  window.locatorTheme = () => {
    store("locator-theme", document.body.classList.toggle("dark") ? "dark" : "light");
  };

  // Gradio dresses the body when it mounts; the reader's own choice comes after.
  const dress = () => {
    const theme = stored("locator-theme");
    if (theme) document.body.classList.toggle("dark", theme === "dark");
  };
  // Gradio's own words that it has in English alone, or that stay as they were when the reader chooses another language:
  // words/gradio.json, for each a list of the languages' texts, some with {numbers}.
  const tongues = ["en", "zh-Hans", "zh-Hant"];
  const plain = new Map(), patterns = [];
  for (const texts of window.locatorWords ?? []) {
    for (const text of texts) {
      if (!text.includes("{")) plain.set(text, texts);
      else patterns.push([new RegExp(`^${text.replace(/[.|]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>\\d+)")}$`), texts]);
    }
  }
  /** The text in the page's language; the text itself where it is none of Gradio's own. */
  const translated = (text) => {
    const lang = tongues.indexOf(current), known = plain.get(text.trim());
    if (known) return known[lang] ?? text;
    for (const [pattern, texts] of patterns) {
      const found = text.trim().match(pattern);
      if (found) return texts[lang]?.replace(/\{(\w+)\}/g, (_, name) => found.groups[name]) ?? text;
    }
    return text;
  };
  const say = (node) => {
    const wanted = node.nodeValue.length < 90 ? translated(node.nodeValue) : node.nodeValue;
    if (wanted !== node.nodeValue) node.nodeValue = wanted;
  };
  const amend = (element) => {
    for (const name of ["aria-label", "title"]) {
      const text = element.getAttribute(name), wanted = text && translated(text);
      if (wanted !== text) element.setAttribute(name, wanted);
    }
    // Gradio labels the box of a picture to come but gives it no role that may bear a label,
    if (element.matches("div.empty[aria-label]:not([role])")) element.setAttribute("role", "img");
    // shows the inner name of a choice as a hint,
    if (element.matches("input[title]")) element.removeAttribute("title");
    // and lets browsers lay a button over the camera's picture.
    if (element.matches("video")) element.disablePictureInPicture = true;
  };
  const MARKED = "[aria-label], [title], video";
  const mend = (root) => {
    if (root.nodeType === Node.TEXT_NODE) { say(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE || root.matches("svg, style, script")) return;
    if (root.matches(MARKED)) amend(root);
    root.querySelectorAll(MARKED).forEach(amend);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) say(texts.currentNode);
  };
  let mounted = false;
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") say(target);
      if (type === "attributes") amend(target);
      addedNodes.forEach(mend);
    }
    if (!mounted && document.querySelector("#tabs [role=tablist]")) {
      mounted = true;
      dress();
    }
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true, attributeFilter: ["aria-label", "title"] });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".skip")) return;
    event.preventDefault();
    document.querySelector("#tabs [role=tab][aria-selected=true]")?.focus();
  });
})();
