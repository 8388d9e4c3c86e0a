// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import dev.assay.cli.data.Inspection.LeftOut;
import dev.assay.cli.data.Inspection.SplitView;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.leaks.LeakReport;
import dev.assay.datasets.leaks.LeakReport.Cluster;
import dev.assay.datasets.leaks.LeakReport.NearPair;
import dev.assay.datasets.leaks.LeakReport.Place;
import dev.assay.datasets.leaks.LeakReport.SameNumber;
import dev.assay.datasets.split.FindingCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An inspection as text. Long lists are cut; {@code --json} has all of them. */
public final class InspectionText {
  private static final int SHOWN = 10;
  private static final int CLUSTERS = 3;

  private final Inspection found;
  private final List<String> lines = new ArrayList<>();

  private InspectionText(Inspection found) {
    this.found = found;
  }

  public static List<String> of(Inspection inspection) {
    InspectionText text = new InspectionText(inspection);
    text.images();
    text.leftOut();
    text.leaks();
    inspection.splits().forEach(text::split);
    inspection.warnings().forEach(warning -> text.lines.add("  warning: " + warning));
    return List.copyOf(text.lines);
  }

  private void images() {
    lines.add(
        "%s: %d%s images%s, layout %s"
            .formatted(
                found.folder(),
                found.images(),
                found.synthetic() ? " synthetic" : "",
                ofGroups(found.groups()),
                found.layout()));
    lines.add("  read        " + found.decoding().words());
    lines.add("  version     " + found.version());
    contents();
    lines.add(
        "  parts       " + (found.parts().isEmpty() ? "none predefined" : counts(found.parts())));
    lines.add(
        "  pixels      width %s, height %s".formatted(range(found.width()), range(found.height())));
    attributes("  ", found.attributes());
  }

  private void contents() {
    FindingCounts several = found.findings();
    if (several != null) {
      lines.add("  findings    " + FindingCountsText.images(several));
      several
          .findings()
          .forEach(
              f ->
                  lines.add(
                      "    " + FindingCountsText.line(f, groups(f.groups(), found.groupKind()))));
      return;
    }
    lines.add(
        "  classes     "
            + found.classes().entrySet().stream()
                .map(
                    e ->
                        e.getKey()
                            + " "
                            + e.getValue().images()
                            + groups(e.getValue().groups(), found.groupKind()))
                .collect(Collectors.joining(", ")));
  }

  /** Empty if every image is its own group. */
  private String ofGroups(int groups) {
    return found.groupKind().equals("image") ? "" : " of " + many(groups, found.groupKind());
  }

  private static String groups(int groups, String kind) {
    return kind.equals("image") ? "" : " (" + many(groups, kind) + ")";
  }

  private void attributes(String indent, Map<String, Attribute> attributes) {
    attributes.forEach(
        (name, a) -> {
          Range range = a.range();
          String what =
              range != null
                  ? range(range)
                  : a.counts().isEmpty() ? a.values() + " values" : counts(a.counts());
          lines.add(indent + name + ": " + what + " (known of " + a.known() + ")");
        });
  }

  private void leftOut() {
    int all = found.quarantined().stream().mapToInt(LeftOut::count).sum();
    lines.add("  left out    " + (all == 0 ? "nothing" : many(all, "file")));
    for (LeftOut reason : found.quarantined()) {
      lines.add("    " + reason.reason() + ": " + reason.count());
      reason.files().stream()
          .limit(SHOWN)
          .forEach(f -> lines.add("      " + f.file() + ": " + f.detail()));
      more(reason.count());
    }
  }

  private void leaks() {
    LeakReport leaks = found.leaks();
    lines.add(
        "  copies      %s of equal bytes (each set is one group), %d of them in two parts"
            .formatted(
                many(leaks.copies().size(), "set"),
                leaks.copies().stream().filter(LeakReport.Copies::acrossParts).count()));
    leaks.copies().stream()
        .limit(SHOWN)
        .forEach(
            c ->
                lines.add(
                    "    "
                        + c.places().stream()
                            .map(InspectionText::place)
                            .collect(Collectors.joining(" = "))));
    more(leaks.copies().size());
    lines.add(
        "  near        %s within %d of 256 bits: %d across parts, %d across groups, %d across classes"
            .formatted(
                many(leaks.nearFound(), "pair"),
                leaks.threshold(),
                leaks.nearAcrossParts(),
                leaks.nearAcrossGroups(),
                leaks.nearAcrossClasses()));
    leaks.nearDuplicates().stream().limit(SHOWN).forEach(p -> lines.add("    " + pair(p)));
    if (leaks.nearFound() > SHOWN) {
      lines.add(
          "    ... and %d more; --json has %s"
              .formatted(
                  leaks.nearFound() - SHOWN,
                  leaks.nearFound() == leaks.nearDuplicates().size()
                      ? "them"
                      : "the closest " + leaks.nearDuplicates().size()));
    }
    if (leaks.clustersFound() > 0) {
      lines.add(
          "  clusters    %s of near-duplicates; the largest in several parts, or of all:"
              .formatted(many(leaks.clustersFound(), "cluster")));
      leaks.clusters().stream().limit(CLUSTERS).forEach(c -> lines.add("    " + cluster(c)));
    }
    if (!leaks.sameNumbers().isEmpty()) {
      lines.add(
          "  same number %s in train and test folders, where numbering restarts: %d near-duplicate"
              .formatted(
                  many(leaks.sameNumbers().size(), "patient"),
                  leaks.sameNumbers().stream().filter(SameNumber::nearDuplicate).count()));
      leaks.sameNumbers().stream().limit(SHOWN).forEach(n -> lines.add("    " + number(n)));
      more(leaks.sameNumbers().size());
    }
  }

  private static String cluster(Cluster cluster) {
    return "%s of %s%s, such as %s"
        .formatted(
            many(cluster.images(), "image"),
            many(cluster.groups(), "group"),
            cluster.parts().isEmpty() ? "" : ": " + counts(cluster.parts()),
            cluster.examples().isEmpty() ? "" : place(cluster.examples().getFirst()));
  }

  private static String pair(NearPair pair) {
    return "%d bits: %s ~ %s%s"
        .formatted(
            pair.distance(),
            place(pair.first()),
            place(pair.second()),
            (pair.acrossParts() ? ", two parts" : "")
                + (pair.acrossClasses() ? ", two classes" : ""));
  }

  private static String number(SameNumber same) {
    return "%s: %d training and %d test images, %s"
        .formatted(
            same.number(),
            same.trainImages(),
            same.testImages(),
            same.closest() == null
                ? "not compared"
                : "closest pair "
                    + same.closest()
                    + " bits"
                    + (same.nearDuplicate() ? ": probably one patient" : " apart"));
  }

  private static String place(Place place) {
    return place.file();
  }

  private void split(SplitView split) {
    lines.add("  split of " + split.name() + ": " + split.splitId());
    for (PartStatistics part : split.parts()) {
      lines.add(
          "    %-11s %s%s: %s"
              .formatted(
                  part.part().label(),
                  many(part.images(), "image"),
                  ofGroups(part.groups()),
                  contents(split, part)));
      attributes("      ", part.attributes());
    }
    for (SplitManifest.Subset subset : split.subsets()) {
      if (subset.ratio() < 1) {
        lines.add(
            String.format(
                Locale.ROOT,
                "    subset %s of train: %s%s, achieved %.4f",
                subset.ratio(),
                many(subset.images(), "image"),
                ofGroups(subset.groups()),
                subset.achieved()));
      }
    }
    if (!split.leftOut().isEmpty()) {
      lines.add("    left out    " + counts(split.leftOut()));
    }
    split.warnings().forEach(warning -> lines.add("    warning: " + warning));
  }

  private String contents(SplitView split, PartStatistics part) {
    Map<String, FindingCounts> findings = split.findings();
    FindingCounts counts = findings == null ? null : findings.get(part.part().label());
    return counts == null ? classes(part) : FindingCountsText.words(counts);
  }

  private String classes(PartStatistics part) {
    List<String> names = List.copyOf(found.classes().keySet());
    List<String> counts = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      counts.add(names.get(label) + " " + part.classImages().get(label));
    }
    return String.join(", ", counts);
  }

  private void more(long all) {
    if (all > SHOWN) {
      lines.add("    ... and " + (all - SHOWN) + " more; --json has them");
    }
  }

  private static String range(Range range) {
    return range.least() == range.most()
        ? number(range.least())
        : number(range.least())
            + " to "
            + number(range.most())
            + " (median "
            + number(range.median())
            + ")";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String many(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
