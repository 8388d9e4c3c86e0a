// Searches the sections of all pages in the browser; nothing is sent anywhere.
const index = lunr(function () {
  this.ref("number");
  this.field("heading", {boost: 10});
  this.field("page", {boost: 3});
  this.field("text");
  // Words such as "all" or "not" occur in settings and findings, so none is left out.
  this.pipeline.remove(lunr.stopWordFilter);
  sections.forEach((section, number) => this.add({number, ...section}));
});
const input = document.getElementById("words");
const count = document.getElementById("count");
const list = document.getElementById("results");

function found(words) {
  const terms = lunr.tokenizer(words).map(String);
  if (terms.length === 0) {
    return [];
  }
  return index.query(query => terms.forEach(term => {
    query.term(term, {boost: 10});
    query.term(term, {wildcard: lunr.Query.wildcard.TRAILING, usePipeline: false});
    if (term.length > 4) {
      query.term(term, {editDistance: 1, usePipeline: false, boost: 0.1});
    }
  }));
}

function excerpt(text, terms) {
  const lower = text.toLowerCase();
  const at = Math.max(0, ...terms.map(term => lower.indexOf(term)).filter(place => place >= 0).slice(0, 1));
  const from = Math.max(0, at - 80);
  const paragraph = document.createElement("p");
  let rest = (from > 0 ? "... " : "") + text.slice(from, from + 240) + (text.length > from + 240 ? " ..." : "");
  const pattern = new RegExp("(" + terms.map(term => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") + ")", "gi");
  rest.split(pattern).forEach((part, i) => {
    const node = i % 2 === 1 ? document.createElement("mark") : document.createElement("span");
    node.textContent = part;
    paragraph.append(node);
  });
  return paragraph;
}

function show() {
  const words = input.value.trim();
  const terms = lunr.tokenizer(words).map(String);
  const results = found(words);
  count.textContent = words === "" ? "" : results.length + (results.length === 1 ? " section" : " sections");
  list.replaceChildren(...results.slice(0, 30).map(result => {
    const section = sections[Number(result.ref)];
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "../" + section.address;
    link.textContent = section.heading;
    const page = document.createElement("span");
    page.className = "page";
    page.textContent = section.heading === section.page ? "" : "  in " + section.page;
    item.append(link, page, excerpt(section.text, terms));
    return item;
  }));
  history.replaceState(null, "", location.pathname + "#" + encodeURIComponent(words));
}

input.addEventListener("input", show);
input.value = new URLSearchParams(location.search).get("q") ?? decodeURIComponent(location.hash.slice(1));
show();
