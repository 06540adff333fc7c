// Ours alone, served inline: the document's language, light and dark.
(() => {
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };

  window.locatorLanguage = (lang) => {
    document.documentElement.lang = lang;
    return lang;
  };
  window.locatorTheme = () => {
    const dark = document.body.classList.toggle("dark");
    remember("locator-theme", dark ? "dark" : "light");
  };
  const dress = () => {
    const wish = remembered("locator-theme");
    if (wish) document.body.classList.toggle("dark", wish === "dark");
  };
  document.documentElement.lang = "en";
  // Gradio dresses the body when it mounts; the reader's own choice comes after.
  new MutationObserver((_, watch) => {
    if (document.querySelector("#header")) { watch.disconnect(); dress(); }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
