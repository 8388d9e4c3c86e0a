// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import dev.assay.contracts.Part;
import dev.assay.datasets.PatientLeakage;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.leaks.LeakReport.Copies;
import dev.assay.datasets.leaks.LeakReport.NearPair;
import dev.assay.datasets.leaks.LeakReport.Place;
import dev.assay.datasets.leaks.LeakReport.SameNumber;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Searches for copies and near-duplicates of images in two parts of a split, in two groups or in
 * two classes; images that may show several findings are in two if other findings are present.
 * Images with the same bytes are compared only once.
 */
public final class LeakScan {
  private static final int CLUSTERS = 100;
  private static final int EXAMPLES = 5;

  private static final Comparator<LeakReport.Cluster> WORST_FIRST =
      Comparator.comparing((LeakReport.Cluster c) -> c.parts().size() < 2)
          .thenComparing(LeakReport.Cluster::images, Comparator.reverseOrder());

  private final DatasetVersion version;
  private final Map<String, Fingerprint> fingerprints;
  private final Map<String, Part> parts;

  private LeakScan(
      DatasetVersion version, Map<String, Fingerprint> fingerprints, Map<String, Part> parts) {
    this.version = version;
    this.fingerprints = fingerprints;
    this.parts = parts;
  }

  /**
   * Scans across the predefined parts of a data set.
   *
   * @param fingerprints by the hash of the bytes
   */
  public static LeakReport of(DatasetVersion version, Map<String, Fingerprint> fingerprints) {
    Map<String, Part> predefined = new HashMap<>();
    version.images().forEach(i -> i.part().ifPresent(part -> predefined.put(i.image(), part)));
    return of(version, fingerprints, predefined);
  }

  /**
   * Scans across the parts of a split.
   *
   * @param fingerprints by the hash of the bytes
   * @param parts by image; images that the split leaves out have none
   */
  public static LeakReport of(
      DatasetVersion version, Map<String, Fingerprint> fingerprints, Map<String, Part> parts) {
    return new LeakScan(version, fingerprints, parts).report();
  }

  private LeakReport report() {
    Map<String, List<ScannedImage>> byContent = new LinkedHashMap<>();
    version.images().stream()
        .sorted(Comparator.comparing(ScannedImage::file))
        .forEach(i -> byContent.computeIfAbsent(i.sha256(), s -> new ArrayList<>()).add(i));
    List<List<ScannedImage>> compared = new ArrayList<>();
    List<Fingerprint> known = new ArrayList<>();
    byContent.forEach(
        (sha256, images) -> {
          Fingerprint fingerprint = fingerprints.get(sha256);
          if (fingerprint != null) {
            compared.add(images);
            known.add(fingerprint);
          }
        });
    NearDuplicates near = NearDuplicates.among(known, traits(compared), NearDuplicates.MOST_PAIRS);
    List<LeakReport.Cluster> clusters =
        near.clusters(known).stream().map(c -> cluster(c, compared)).toList();
    return new LeakReport(
        compared.size(),
        byContent.size() - compared.size(),
        NearDuplicates.THRESHOLD,
        near.comparisons(),
        byContent.values().stream().filter(i -> i.size() > 1).map(this::copies).toList(),
        near.pairs().stream()
            .map(p -> pair(compared.get(p.first()), compared.get(p.second()), p.distance()))
            .toList(),
        near.found(),
        near.acrossParts(),
        near.acrossGroups(),
        near.acrossLabels(),
        clusters.size(),
        clusters.stream().sorted(WORST_FIRST).limit(CLUSTERS).toList(),
        sameNumbers(),
        PatientLeakage.warning(version.groupKind()).orElse(null));
  }

  private NearDuplicates.Traits traits(List<List<ScannedImage>> compared) {
    int[] sets = new int[compared.size()];
    int[] groups = new int[compared.size()];
    int[] labels = new int[compared.size()];
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, Integer> shown = new HashMap<>();
    for (int i = 0; i < sets.length; i++) {
      for (ScannedImage copy : compared.get(i)) {
        Part part = parts.get(copy.image());
        sets[i] |= part == null ? 0 : 1 << part.ordinal();
      }
      ScannedImage first = compared.get(i).get(0);
      Integer number = numbers.putIfAbsent(first.group(), numbers.size());
      groups[i] = number == null ? numbers.size() - 1 : number;
      // All images with findings have one label; what they show tells them apart.
      labels[i] =
          first.findings() == null
              ? first.label()
              : shown.computeIfAbsent(version.shown(first), one -> shown.size());
    }
    return new NearDuplicates.Traits(sets, groups, labels);
  }

  private LeakReport.Cluster cluster(
      NearDuplicates.Cluster cluster, List<List<ScannedImage>> compared) {
    Map<String, Integer> byPart = new TreeMap<>();
    Map<String, Integer> byClass = new TreeMap<>();
    HashSet<String> groups = new HashSet<>();
    for (int image : cluster.images()) {
      HashSet<Part> own = new HashSet<>();
      compared.get(image).forEach(i -> addPart(own, i));
      own.forEach(part -> byPart.merge(part.label(), 1, Integer::sum));
      ScannedImage first = compared.get(image).get(0);
      byClass.merge(version.shown(first), 1, Integer::sum);
      groups.add(first.group());
    }
    return new LeakReport.Cluster(
        cluster.images().size(),
        byPart,
        byClass,
        groups.size(),
        cluster.images().stream().limit(EXAMPLES).map(i -> place(compared.get(i).get(0))).toList());
  }

  private Copies copies(List<ScannedImage> images) {
    return new Copies(
        images.stream().map(this::place).toList(),
        images.stream().map(i -> parts.get(i.image())).filter(Objects::nonNull).distinct().count()
            > 1);
  }

  /** Copies have the same class and group but can be in different parts, so all of them count. */
  private NearPair pair(List<ScannedImage> one, List<ScannedImage> other, int distance) {
    ScannedImage first = one.get(0);
    ScannedImage second = other.get(0);
    HashSet<Part> together = new HashSet<>();
    one.forEach(i -> addPart(together, i));
    other.forEach(i -> addPart(together, i));
    return new NearPair(
        place(first),
        place(second),
        distance,
        together.size() > 1,
        !first.group().equals(second.group()),
        !version.shown(first).equals(version.shown(second)));
  }

  private void addPart(HashSet<Part> together, ScannedImage image) {
    Part part = parts.get(image.image());
    if (part != null) {
      together.add(part);
    }
  }

  private Place place(ScannedImage image) {
    return new Place(
        version.root().relativize(image.file()).toString(),
        version.shown(image),
        parts.get(image.image()));
  }

  /** Patients of the same number, if the layout starts its numbers again in the test part. */
  private List<SameNumber> sameNumbers() {
    Layout layout = Layout.ALL.get(version.layout());
    if (layout == null) {
      return List.of();
    }
    Map<String, List<ScannedImage>> train = new TreeMap<>();
    Map<String, List<ScannedImage>> test = new TreeMap<>();
    for (ScannedImage image : version.images()) {
      Map<String, List<ScannedImage>> part =
          image.part().equals(Optional.of(Part.TEST)) ? test : train;
      layout
          .patientNumber(image.file())
          .ifPresent(n -> part.computeIfAbsent(n, x -> new ArrayList<>()).add(image));
    }
    List<SameNumber> both = new ArrayList<>();
    train.forEach(
        (number, images) -> {
          if (test.containsKey(number)) {
            both.add(sameNumber(number, images, test.get(number)));
          }
        });
    return both;
  }

  private SameNumber sameNumber(String number, List<ScannedImage> train, List<ScannedImage> test) {
    Integer closest = null;
    for (ScannedImage one : train) {
      for (ScannedImage other : test) {
        Fingerprint a = fingerprints.get(one.sha256());
        Fingerprint b = fingerprints.get(other.sha256());
        if (a != null && b != null && (closest == null || a.distance(b) < closest)) {
          closest = a.distance(b);
        }
      }
    }
    return new SameNumber(
        number,
        train.size(),
        test.size(),
        closest,
        closest != null && closest <= NearDuplicates.THRESHOLD);
  }
}
