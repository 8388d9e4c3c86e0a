// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link of every Markdown file leads to a file and a heading that exist. */
class LinksTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Pattern LINK =
      Pattern.compile("]\\(([^()\\s]+(?:\\([^()]*\\))?[^()\\s]*)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *#*$");
  private static final Set<String> GENERATED =
      Set.of("target", ".git", "assay-out", "node_modules");

  @Test
  void linksToFilesAndHeadingsThatExist() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      for (String link : linksOf(document)) {
        links++;
        if (!leadsSomewhere(document, link)) {
          broken.add(ROOT.relativize(document) + " links to " + link);
        }
      }
    }

    assertThat(links).isGreaterThan(100);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyDecisionAndChapterIsInItsIndex() throws IOException {
    for (String folder : List.of("docs/adr", "docs/guide")) {
      Path index = ROOT.resolve(folder).resolve("README.md");
      List<String> listed = linksOf(index);
      try (var files = Files.list(ROOT.resolve(folder))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .filteredOn(name -> name.endsWith(".md") && !name.equals("README.md"))
            .as("files that %s must list", ROOT.relativize(index))
            .allSatisfy(name -> assertThat(listed).contains(name));
      }
    }
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty()
            ? document
            : document.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || !target.toString().endsWith(".md")
        || anchorsOf(target).contains(parts[1]);
  }

  private static List<String> linksOf(Path document) throws IOException {
    List<String> links = new ArrayList<>();
    for (String line : textOf(document)) {
      Matcher matcher = LINK.matcher(line);
      while (matcher.find()) {
        if (!matcher.group(1).matches("[a-z]+:.*")) {
          links.add(matcher.group(1));
        }
      }
    }
    return links;
  }

  /** Anchors as forges make them: lower case, no punctuation, hyphens for spaces, numbered. */
  private static Set<String> anchorsOf(Path document) throws IOException {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String line : textOf(document)) {
      Matcher matcher = HEADING.matcher(line);
      if (matcher.matches()) {
        String anchor =
            matcher
                .group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  /** Lines without code: fenced blocks, indented blocks and spans may show what is no link. */
  private static List<String> textOf(Path document) throws IOException {
    List<String> text = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(document)) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else if (!fenced && !line.startsWith("    ")) {
        text.add(line.startsWith("#") ? line.replace("`", "") : line.replaceAll("`[^`]*`", ""));
      }
    }
    return text;
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return GENERATED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              documents.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }
}
