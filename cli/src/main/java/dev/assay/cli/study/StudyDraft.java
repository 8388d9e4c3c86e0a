// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.data.FindingCountsText;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.Printable;
import dev.assay.contracts.study.FindingLayouts;
import dev.assay.datasets.layout.LayoutFit;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.source.Archives;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.terminal.TextWidth;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.WeightsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A study file for a folder of images, with a comment for each choice. The text depends on what was
 * found only, so that the same folder gives the same study.
 */
public final class StudyDraft {
  private static final int WIDTH = 116;
  private static final int LONGEST_NAME = 64;

  /** Above this, accuracy mostly says how frequent the largest class is. */
  private static final int IMBALANCED = 3;

  /** Up to so many rows every pair is compared; of more, each row with the first. */
  private static final int FEW_ROWS = 6;

  /** Attributes with more values are no subgroups. */
  private static final int MOST_VALUES = 10;

  private static final int SHOWN = 20;

  private final String name;
  private final Path images;
  private final DatasetVersion version;
  private final List<LayoutFit> fits;
  private final List<String> warnings;
  private final List<WeightsFile> networks;
  private final List<String> lines = new ArrayList<>();

  private StudyDraft(
      String name,
      Path images,
      DatasetVersion version,
      List<LayoutFit> fits,
      List<String> warnings,
      List<WeightsFile> networks) {
    this.name = name;
    this.images = images;
    this.version = version;
    this.fits = fits;
    this.warnings = warnings;
    this.networks = networks;
  }

  /**
   * @param images the folder or archive as the file names it
   * @param version what was read from it
   * @param fits how each layout fits; empty if the user named the layout
   * @param warnings what readers of results must know, of copies and of files that are left out
   * @param networks weights at hand
   */
  public static String text(
      String name,
      Path images,
      DatasetVersion version,
      List<LayoutFit> fits,
      List<String> warnings,
      List<WeightsFile> networks) {
    StudyDraft draft = new StudyDraft(name, images, version, fits, warnings, networks);
    draft.all();
    return String.join("\n", draft.lines) + "\n";
  }

  /** A name of a study and its data set, from that of a folder or archive. */
  public static String name(Path images) {
    String words =
        Archives.withoutEnding(images.toAbsolutePath().normalize())
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[-._]+|[-._]+$", "");
    String cut = words.substring(0, Math.min(LONGEST_NAME, words.length()));
    return cut.isEmpty() ? "study" : cut;
  }

  private void all() {
    comment(
        "",
        "Written by 'assay init' from what is in the folder. Every key can be changed; all keys are"
            + " in docs/guide/study-file.md. 'assay run FILE --dry-run' shows what a run does.");
    lines.add("");
    lines.add("name: " + name);
    lines.add("");
    dataset();
    lines.add("");
    models();
    lines.add("");
    evaluation();
  }

  private void dataset() {
    lines.add("datasets:");
    lines.add("  - name: " + name);
    comment("    ", found());
    layout();
    String[] words = version.layout().split("/", 2);
    Optional<List<String>> findings =
        words.length == 1 ? Optional.empty() : FindingLayouts.wanted(words[1]);
    lines.add("    layout: " + (findings.isPresent() ? words[0] : version.layout()));
    findings.ifPresent(
        names ->
            lines.add(
                "    findings: "
                    + (names.isEmpty()
                        ? "all"
                        : names.stream()
                            .map(StudyDraft::quoted)
                            .collect(Collectors.joining(", ", "[", "]")))));
    lines.add("    images: " + quoted(images.toString()));
    if (!version.quarantined().isEmpty()) {
      Map<String, Integer> reasons = new TreeMap<>();
      version.quarantineCounts().forEach((reason, count) -> reasons.put(reason.label(), count));
      comment(
          "    ",
          "Left out: %d files (%s). 'assay data inspect' names each."
              .formatted(version.quarantined().size(), counts(reasons)));
    }
    warnings.stream()
        .filter(warning -> !warning.endsWith("files are left out"))
        .forEach(warning -> comment("    ", warning));
    split();
  }

  private String found() {
    if (version.hasFindings()) {
      return FindingCountsText.images(FindingCounts.of(version)) + ".";
    }
    int[] perClass = version.classCounts();
    List<String> classes = new ArrayList<>();
    for (int label = 0; label < Math.min(SHOWN, perClass.length); label++) {
      classes.add(version.classes().get(label) + " " + perClass[label]);
    }
    if (perClass.length > SHOWN) {
      classes.add("and " + (perClass.length - SHOWN) + " more");
    }
    return "%d images%s of %d classes: %s."
        .formatted(
            version.images().size(),
            groupsAreKnown()
                ? " of %d %ss".formatted(version.groups(), version.groupKind())
                : ", whose patients are not known,",
            version.classes().size(),
            String.join(", ", classes));
  }

  private boolean groupsAreKnown() {
    return !version.groupKind().equals("image");
  }

  private void layout() {
    List<String> others =
        fits.stream()
            .filter(LayoutFit::fits)
            .map(LayoutFit::layout)
            .filter(layout -> !layout.equals(version.layout()))
            .toList();
    if (!others.isEmpty()) {
      comment("    ", "The layouts that also fit: " + String.join(", ", others) + ".");
    }
  }

  private void split() {
    boolean test = has(Part.TEST);
    if (test) {
      comment(
          "    ",
          "The folder says which images are for testing%s."
              .formatted(
                  has(Part.VALIDATION)
                      ? " and which for validation"
                      : "; a fifth of the others is for validation"));
    } else {
      comment("    ", "A fifth is for testing, and a fifth of the rest for validation.");
    }
    comment(
        "    ",
        groupsAreKnown()
            ? "All images of one %s are in the same part.".formatted(version.groupKind())
            : "Each image is split by itself: if several are of one patient, use a layout that"
                + " knows patients (csv).");
    int shared = groupsInTestAndElsewhere();
    if (shared > 0) {
      comment(
          "    ",
          "%d %ss are in the test part and in another one; their images are dropped from the other one."
              .formatted(shared, version.groupKind()));
    }
    lines.add(
        "    split: {seed: 1, validation: 0.2%s%s}"
            .formatted(test ? "" : ", test: 0.2", shared > 0 ? ", overlap: drop" : ""));
  }

  private boolean has(Part part) {
    return version.images().stream().anyMatch(image -> image.part().equals(Optional.of(part)));
  }

  private int groupsInTestAndElsewhere() {
    Set<String> test = new HashSet<>();
    Set<String> other = new HashSet<>();
    for (ScannedImage image : version.images()) {
      image.part().ifPresent(part -> (part == Part.TEST ? test : other).add(image.group()));
    }
    test.retainAll(other);
    return test.size();
  }

  private void models() {
    List<String> backbones = networks.stream().map(WeightsFile::backbone).distinct().toList();
    if (backbones.isEmpty()) {
      comment(
          "",
          "No weights are at hand; fetch these with: assay weights pull "
              + BackboneCatalogue.EXAMPLE);
      lines.add("backbones: [" + BackboneCatalogue.EXAMPLE + "]");
    } else {
      comment("", "The networks whose weights are at hand; 'assay weights list' shows others.");
      lines.add("backbones: [" + String.join(", ", backbones) + "]");
      if (backbones.size() < networks.size()) {
        comment(
            "",
            "Of a backbone with several weights files the usual one is taken; 'all' takes each.");
      }
    }
    lines.add("pretrained: imagenet");
    comment(
        "",
        "Frozen rows train a head on the features of the network, in minutes; fine-tuned rows train"
            + " every parameter, in hours on CPUs. Leave 'fine-tuned' out for a first look.");
    lines.add("training: [frozen, fine-tuned]");
    comment(
        "",
        "AdamW, warm-up, a cosine schedule and augmentation; 'paper' is the recipe of the original"
            + " study.");
    lines.add("recipe: modern");
    comment("", "Each row is trained once with each seed, and its number is the mean.");
    lines.add("seeds: [1, 2, 3]");
  }

  private void evaluation() {
    lines.add("evaluation:");
    if (version.hasFindings()) {
      comment("  ", "The area under the curve of each finding; findings have no other metric.");
      lines.add("  primary: auroc");
      pairs();
      return;
    }
    int[] perClass = version.classCounts();
    int largest = Arrays.stream(perClass).max().orElse(1);
    int smallest = Math.max(1, Arrays.stream(perClass).min().orElse(1));
    boolean imbalanced = largest > IMBALANCED * smallest;
    comment(
        "  ",
        imbalanced
            ? "The largest class is %.0f times the smallest, so each class counts the same."
                .formatted((double) largest / smallest)
            : "The metric of the comparison is chosen before there are results.");
    lines.add("  primary: " + (imbalanced ? "balanced_accuracy" : "accuracy"));
    pairs();
    if (version.classes().size() == 2) {
      comment(
          "  ",
          "The class to detect, for sensitivity and specificity, is not known; write one of:"
              + " positive-class: "
              + version.classes().stream()
                  .map(StudyDraft::quoted)
                  .collect(Collectors.joining(" or ")));
    }
    subgroups();
  }

  private void pairs() {
    long rows = 2 * Math.max(1, networks.stream().map(WeightsFile::backbone).distinct().count());
    comment(
        "  ",
        rows <= FEW_ROWS
            ? "Every pair of rows is compared, in one family."
            : "Each row is compared with the first, and frozen rows with fine-tuned ones, in one"
                + " family.");
    lines.add("  pairs: " + (rows <= FEW_ROWS ? "all" : "reference"));
    if (rows > FEW_ROWS) {
      lines.add("  contrasts: [frozen-vs-fine-tuned]");
    }
  }

  private void subgroups() {
    Map<String, Set<String>> values = new TreeMap<>();
    for (ScannedImage image : version.images()) {
      image
          .attributes()
          .forEach(
              (attribute, value) ->
                  values.computeIfAbsent(attribute, key -> new TreeSet<>()).add(value));
    }
    values.forEach(
        (attribute, all) -> {
          if (all.size() > 1 && all.size() <= MOST_VALUES) {
            comment(
                "  ",
                "The metric can be split by %s (%s): subgroups: [%s]"
                    .formatted(attribute, String.join(", ", all), attribute));
          }
        });
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private void comment(String indent, String text) {
    for (String line : TextWidth.wrap(Printable.of(text), WIDTH - indent.length() - 2)) {
      lines.add(indent + "# " + line);
    }
  }

  /** A JSON string is also one of YAML, once what YAML does not print is written by its number. */
  private static String quoted(String text) {
    StringBuilder safe = new StringBuilder();
    for (char c : Json.write(text).toCharArray()) {
      boolean plain = c >= ' ' && c < 0x7F || c >= 0xA0 && !Character.isSurrogate(c) && c < 0xFFFE;
      if (plain && c != 0x2028 && c != 0x2029 && c != 0xFEFF) {
        safe.append(c);
      } else {
        safe.append("\\u%04x".formatted((int) c));
      }
    }
    return safe.toString();
  }
}
