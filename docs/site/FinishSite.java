// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finishes the generated site: adds the menu of site.xml and the anchors of headings as forges make
 * them, writes what the search page indexes (one document for each section), copies the search
 * library, and fails where a link of a page leads nowhere. Run by docs/pom.xml as a source file;
 * its arguments are the folder of the site, that of the unpacked library, and the menu.
 */
final class FinishSite {
  private static final Pattern MAIN = Pattern.compile("(?s)<main\\b.*?</main>");
  private static final Pattern TITLE = Pattern.compile("(?s)<h1[^>]*>(.*?)</h1>");
  private static final Pattern SECTION = Pattern.compile("(?s)<h([1-6])[^>]*>(.*?)</h\\1>");
  private static final Pattern HEADING = Pattern.compile("(?s)<h([1-6])>(.*?)</h\\1>");
  private static final Pattern ENTRY =
      Pattern.compile("<menu name=\"([^\"]+)\"|<item name=\"([^\"]+)\" href=\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("(?:id|name)=\"([^\"]+)\"");
  private static final Pattern CHARACTER = Pattern.compile("&#(x[0-9a-fA-F]+|[0-9]+);");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

  private FinishSite() {}

  private record Section(String address, String page, String heading, String text) {}

  public static void main(String[] arguments) throws IOException {
    Path site = Path.of(arguments[0]);
    copyLibrary(Path.of(arguments[1]), site.resolve("search/lunr.min.js"));
    List<Path> pages;
    try (Stream<Path> files = Files.walk(site)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
    List<String> broken = new ArrayList<>();
    List<Section> sections = new ArrayList<>();
    Files.writeString(site.resolve("search/sections.js"), "");
    String menu = Files.readString(Path.of(arguments[2]));
    for (Path page : pages) {
      if (!page.startsWith(site.resolve("search"))) {
        String up = "../".repeat(site.relativize(page).getNameCount() - 1);
        Files.writeString(page, withMenu(withAnchors(Files.readString(page)), menu, up));
      }
    }
    for (Path page : pages) {
      String html = Files.readString(page);
      broken.addAll(brokenLinks(site, page, html));
      if (!page.startsWith(site.resolve("search"))) {
        sections.addAll(sections(site.relativize(page).toString().replace('\\', '/'), html));
      }
    }
    if (!broken.isEmpty()) {
      throw new IllegalStateException("links that lead nowhere:\n" + String.join("\n", broken));
    }
    if (sections.size() < 100) {
      throw new IllegalStateException("only " + sections.size() + " sections were found");
    }
    Files.writeString(site.resolve("search/sections.js"), script(sections));
    Files.writeString(
        site.resolve("index.html"),
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Assay</title>"
            + "<meta http-equiv=\"refresh\" content=\"0; url=README.html\"></head>"
            + "<body><a href=\"README.html\">Assay</a></body></html>\n");
    System.out.printf("%d pages, %d sections in the search index%n", pages.size(), sections.size());
  }

  /**
   * The anchor of a heading is its text in lower case, with hyphens for spaces; numbered if taken.
   */
  private static String withAnchors(String html) {
    Map<String, Integer> seen = new HashMap<>();
    return HEADING
        .matcher(html)
        .replaceAll(
            heading -> {
              String anchor =
                  text(heading.group(2))
                      .toLowerCase(Locale.ROOT)
                      .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                      .replace(' ', '-');
              int before = seen.merge(anchor, 1, Integer::sum) - 1;
              return Matcher.quoteReplacement(
                  "<h%s id=\"%s\">%s</h%s>"
                      .formatted(
                          heading.group(1),
                          before == 0 ? anchor : anchor + "-" + before,
                          heading.group(2),
                          heading.group(1)));
            });
  }

  private static String withMenu(String html, String menu, String up) {
    StringBuilder nav = new StringBuilder("<nav id=\"menu\">\n");
    nav.append("<form action=\"%ssearch/index.html\">".formatted(up))
        .append("<input name=\"q\" type=\"search\" placeholder=\"Search\"")
        .append(" aria-label=\"Search\"></form>\n");
    Matcher entries = ENTRY.matcher(menu);
    while (entries.find()) {
      nav.append(
          entries.group(2) == null
              ? "<h4>%s</h4>\n".formatted(entries.group(1))
              : "<a href=\"%s%s\">%s</a>\n".formatted(up, entries.group(3), entries.group(2)));
    }
    return html.replaceFirst(
        "<main id=\"bodyColumn\"[^>]*>",
        Matcher.quoteReplacement(nav.append("</nav>\n<main id=\"bodyColumn\">").toString()));
  }

  private static void copyLibrary(Path unpacked, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(unpacked)) {
      Path library = files.filter(f -> f.endsWith("lunr.min.js")).findFirst().orElseThrow();
      Files.copy(library, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Section> sections(String address, String html) {
    Matcher main = MAIN.matcher(html);
    String content = main.find() ? main.group() : html;
    Matcher title = TITLE.matcher(content);
    String page = title.find() ? text(title.group(1)) : address;
    List<Section> sections = new ArrayList<>();
    Matcher heading = SECTION.matcher(content);
    int from = -1;
    String anchor = "";
    String name = page;
    while (heading.find()) {
      if (from >= 0) {
        sections.add(
            new Section(
                address + anchor, page, name, text(content.substring(from, heading.start()))));
      }
      from = heading.end();
      Matcher id = ID.matcher(heading.group());
      anchor = id.find() ? "#" + id.group(1) : "";
      name = text(heading.group(2));
    }
    if (from >= 0) {
      sections.add(new Section(address + anchor, page, name, text(content.substring(from))));
    }
    return sections;
  }

  private static List<String> brokenLinks(Path site, Path page, String html) throws IOException {
    TreeSet<String> broken = new TreeSet<>();
    Matcher links = LINK.matcher(html);
    while (links.find()) {
      String link = links.group(1).replace("&amp;", "&");
      if (link.matches("([a-z]+:|//).*")
          || link.equals("index.html")
          || link.endsWith("/index.html") && page.startsWith(site.resolve("search"))) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty()
              ? page
              : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8))
                  .normalize();
      if (!target.startsWith(site) || !Files.exists(target)) {
        broken.add(site.relativize(page) + ": " + link);
      } else if (parts.length == 2
          && !parts[1].isEmpty()
          && target.toString().endsWith(".html")
          && !Files.readString(target).contains("id=\"" + parts[1] + "\"")
          && !Files.readString(target).contains("name=\"" + parts[1] + "\"")) {
        broken.add(site.relativize(page) + ": " + link + " (no such heading)");
      }
    }
    return List.copyOf(broken);
  }

  private static String script(List<Section> sections) {
    StringBuilder script = new StringBuilder("const sections = [\n");
    for (Section section : sections) {
      script
          .append("{address: ")
          .append(quoted(section.address()))
          .append(", page: ")
          .append(quoted(section.page()))
          .append(", heading: ")
          .append(quoted(section.heading()))
          .append(", text: ")
          .append(quoted(section.text()))
          .append("},\n");
    }
    return script.append("];\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("<", "\\u003c") + '"';
  }

  private static String text(String html) {
    String plain =
        html.replaceAll("(?s)<(script|style)\\b.*?</\\1>", " ").replaceAll("<[^>]+>", " ");
    return CHARACTER
        .matcher(plain)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Character.toString(
                        found.group(1).startsWith("x")
                            ? Integer.parseInt(found.group(1).substring(1), 16)
                            : Integer.parseInt(found.group(1)))))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
