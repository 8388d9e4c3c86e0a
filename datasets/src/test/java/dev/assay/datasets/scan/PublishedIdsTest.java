// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PublishedIdsTest {
  private static final GroupKey KEY =
      GroupKey.of("a key of an installation".getBytes(StandardCharsets.UTF_8));
  private static final GroupKey OTHER =
      GroupKey.of("a key of another machine".getBytes(StandardCharsets.UTF_8));
  private static final PublishedIds IDS = new PublishedIds(KEY);
  private static final SplitSettings SETTINGS = SplitSettings.standard(1);
  private static final SplitSettings BY_IMAGE =
      SplitSettings.of(new StudySpec.Split(1, 0.2, 0.2, null, null, null, "image", null)).get(0);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,64}");
  private static final int PATIENTS = 300;

  /** Every number is taken, which is the easiest case for an attacker. */
  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int patient = 1; patient <= PATIENTS; patient++) {
      names.add("train/%s/person%d_bacteria_1.jpeg".formatted(className(patient), patient));
      names.add("train/%s/person%d_bacteria_2.jpeg".formatted(className(patient), patient));
    }
    return names;
  }

  private static String className(int patient) {
    return patient % 3 == 0 ? "NORMAL" : "PNEUMONIA";
  }

  private static DatasetVersion version(GroupKey key) {
    List<ScannedImage> images = new ArrayList<>();
    for (String name : names()) {
      int patient = Integer.parseInt(name.replaceAll(".*person(\\d+)_.*", "$1"));
      images.add(
          TestVersions.image(
              Path.of("root", name),
              Hash.ofText(name),
              Hash.ofText("the bytes that only the hospital has of " + name),
              64,
              48,
              patient % 3 == 0 ? 0 : 1,
              key.pseudonym("kermany:train:person" + patient),
              Optional.empty()));
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    return TestVersions.version(
        Path.of("root"), "kermany", "patient", List.of("NORMAL", "PNEUMONIA"), images);
  }

  private static Split split(DatasetVersion version, SplitSettings settings) throws Exception {
    return Splitter.split(version, settings);
  }

  /**
   * The attacker knows how files are named and every published value, and tries all names: their
   * hashes, hashes of these, and hashes under a key that everybody knows.
   */
  @Test
  void nobodyFindsANameByTryingAllNames() throws Exception {
    DatasetVersion version = version(KEY);
    String published =
        Json.write(IDS.published(version.manifest("xrays")))
            + Json.write(IDS.published(split(version, SETTINGS).manifest("xrays")))
            + Json.write(IDS.published(split(version, BY_IMAGE).manifest("xrays")));
    Set<String> values = new HashSet<>();
    HASH.matcher(published).results().forEach(match -> values.add(match.group()));
    assertThat(values).hasSizeGreaterThan(4 * PATIENTS);

    Set<String> tried = new HashSet<>();
    GroupKey known = GroupKey.of(new byte[32]);
    for (String name : names()) {
      String file = name.substring(name.lastIndexOf('/') + 1);
      String person = file.substring(0, file.indexOf('_'));
      for (String text :
          List.of(name, file, person, "train:" + person, "kermany:train:" + person)) {
        String hash = Hash.ofText(text);
        tried.addAll(
            List.of(
                hash,
                Hash.ofText(hash),
                Hash.ofText("external xrays " + hash),
                known.pseudonym(text),
                known.imageId(hash),
                known.contentId(hash)));
      }
    }
    tried.forEach(
        hash -> {
          assertThat(values).doesNotContain(hash);
          assertThat(values).doesNotContain(hash.substring(0, 32));
        });
    version
        .images()
        .forEach(image -> assertThat(values).doesNotContain(image.image(), image.sha256()));
  }

  /** Where all numbers are taken, sorting the hashes of all names would give every name away. */
  @Test
  void nobodyFindsANameByItsPlace() throws Exception {
    DatasetVersion version = version(KEY);
    Map<String, String> truth = new HashMap<>();
    version.images().forEach(image -> truth.put(IDS.image(image.image()), image.image()));

    List<String> listed =
        IDS.published(version.manifest("d")).images().stream()
            .map(DatasetManifest.Image::image)
            .map(truth::get)
            .toList();
    List<String> tested =
        IDS.published(split(version, SETTINGS).manifest("d")).part(Part.TEST).stream()
            .map(SplitManifest.Entry::image)
            .map(truth::get)
            .toList();

    assertThat(guessedByOrder(listed)).isLessThan(8);
    assertThat(guessedByOrder(tested)).isLessThan(8);
    assertThat(guessedByOrder(listed.stream().sorted().toList())).isEqualTo(listed.size());
  }

  /** How many the attacker names rightly: about one, for an order that says nothing. */
  private static int guessedByOrder(List<String> list) {
    List<String> guess = list.stream().sorted().toList();
    int right = 0;
    for (int i = 0; i < list.size(); i++) {
      right += list.get(i).equals(guess.get(i)) ? 1 : 0;
    }
    return right;
  }

  @Test
  void idsOfOnePurposeSayNothingAboutAnother() {
    String hash = Hash.ofText("x");

    assertThat(Set.of(KEY.imageId(hash), KEY.contentId(hash), OTHER.imageId(hash))).hasSize(3);
    assertThat(KEY.imageId(hash)).doesNotStartWith(KEY.pseudonym(hash));
  }

  /** Python: hmac.new(hmac.new(key, b"assay image ids", sha256).digest(), ..., sha256). */
  @Test
  void idIsHmacSha256UnderADerivedKey() {
    GroupKey key = GroupKey.of("sixteen bytes ok".getBytes(StandardCharsets.UTF_8));

    assertThat(key.imageId(Hash.ofText("a/1.png")))
        .isEqualTo("94e27a408bb410879df0270b522b0f620487d2d7996fa32326ca52d93dd38767");
    assertThat(key.contentId(Hash.ofText("bytes")))
        .isEqualTo("8e08e1c5c3daa3eac5c35bcd37d944472d2087f707d35a694b3108ec1ba75789");
  }

  /** Results must be the same everywhere, so neither parts nor the order may follow the key. */
  @Test
  void splitsAndTheirOrderDoNotDependOnTheKey() throws Exception {
    for (SplitSettings settings : List.of(SETTINGS, BY_IMAGE)) {
      Split one = split(version(KEY), settings);
      Split other = split(version(OTHER), settings);

      assertThat(one.splitId()).isEqualTo(other.splitId());
      assertThat(one.hashes()).isEqualTo(other.hashes());
      assertThat(names(one, KEY)).isEqualTo(names(other, OTHER));
    }
  }

  private static List<String> names(Split split, GroupKey key) {
    PublishedIds ids = new PublishedIds(key);
    Map<String, String> truth = new HashMap<>();
    split.version().images().forEach(image -> truth.put(ids.image(image.image()), image.image()));
    return ids.published(split.manifest("d")).entries().stream()
        .map(entry -> truth.get(entry.image()) + entry.part() + entry.subsetRank())
        .toList();
  }

  @Test
  void aVersionReadsItsOwnIdsBack() throws Exception {
    DatasetVersion version = version(KEY);
    List<Split> splits = new ArrayList<>();
    splits.add(split(version, SETTINGS));
    splits.add(split(version, BY_IMAGE));
    for (SplitSettings fold : SETTINGS.folds(5)) {
      splits.add(split(version, fold));
    }
    for (Split split : splits) {
      SplitManifest manifest = split.manifest("d");

      assertThat(IDS.internal(IDS.published(manifest), version)).isEqualTo(manifest);
      // A manifest of an earlier release.
      assertThat(IDS.internal(manifest, version)).isEqualTo(manifest);
    }
  }

  /** A split is continued as before: no image changes its part, whichever ids its parent has. */
  @Test
  void laterVersionsContinueEarlierSplits() throws Exception {
    DatasetVersion grown = version(KEY);
    List<ScannedImage> fewer =
        grown.images().stream().filter(i -> !i.file().toString().contains("person1")).toList();
    DatasetVersion before =
        TestVersions.version(grown.root(), "kermany", "patient", grown.classes(), fewer);
    SplitManifest parent = split(before, SETTINGS).manifest("d");
    SplitManifest expected = Splitter.split(grown, SETTINGS, parent).manifest("d");

    SplitManifest keyed = IDS.internal(IDS.published(parent), grown);

    assertThat(Splitter.split(grown, SETTINGS, keyed).manifest("d")).isEqualTo(expected);
    assertThat(expected.entries()).hasSizeGreaterThan(parent.entries().size());
  }
}
