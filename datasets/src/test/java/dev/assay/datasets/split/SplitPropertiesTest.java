// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.SplitManifest.Entry;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every data set: checked on many that are drawn from a seed. */
class SplitPropertiesTest {
  private static final int SETS = 120;

  @Test
  void noGroupIsInTwoPartsAndEveryClassHasTwoGroupsInEachPart() throws Exception {
    int made = 0;
    for (int seed = 0; seed < SETS; seed++) {
      DatasetVersion version = GeneratedSets.mixed(seed).version();
      Split split;
      try {
        split = Splitter.split(version, SplitSettings.standard(seed));
      } catch (DatasetException e) {
        assertThat(e.faults()).allMatch(f -> f.contains("at least 2 are needed"));
        continue;
      }
      made++;
      assertThat(split.entries().size() + split.leftOut().size())
          .isEqualTo(version.images().size());
      Map<String, Part> sides = new HashMap<>();
      Map<String, Set<String>> groups = new HashMap<>();
      for (Entry e : split.entries()) {
        assertThat(sides.merge(e.group(), e.part(), (a, b) -> a)).isEqualTo(e.part());
        groups.computeIfAbsent(e.part() + "/" + e.label(), x -> new HashSet<>()).add(e.group());
      }
      assertThat(groups).hasSize(3 * version.classes().size());
      assertThat(groups.values()).allMatch(g -> g.size() >= 2);
    }
    // Too small classes are refused, but most sets are not that small.
    assertThat(made).isGreaterThan(SETS * 3 / 4);
  }

  @Test
  void partsAreWithinOneGroupOfTheirSharesWhereGroupsHaveOneClass() throws Exception {
    for (int seed = 0; seed < SETS; seed++) {
      DatasetVersion version = GeneratedSets.pure(seed).version();
      Split split = Splitter.split(version, SplitSettings.standard(seed));
      Map<Part, Double> shares = Map.of(Part.TEST, 0.2, Part.VALIDATION, 0.16, Part.TRAIN, 0.64);
      for (int label = 0; label < version.classes().size(); label++) {
        int wanted = label;
        Map<String, Long> sizes =
            version.images().stream()
                .filter(i -> i.label() == wanted)
                .collect(Collectors.groupingBy(ScannedImage::group, Collectors.counting()));
        // Two groups each come first: a class that is too small for its shares is left out here.
        if (sizes.size() * 0.16 < 2) {
          continue;
        }
        double most = sizes.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        for (Part part : Part.values()) {
          double ideal = shares.get(part) * version.classCounts()[label];
          assertThat(Math.abs(split.counts(part)[label] - ideal))
              .as("set %d, class %d, %s", seed, label, part)
              .isLessThanOrEqualTo(most);
        }
      }
    }
  }

  @Test
  void assignsGroupsOfOneImageWithAnErrorOfLessThanOne() throws Exception {
    for (int size = 14; size < 150; size++) {
      Split split = Splitter.split(SplitterTest.singles(size), SplitSettings.standard(size));
      for (int label = 0; label < 2; label++) {
        assertThat(split.counts(Part.TEST)[label] - 0.2 * size).isBetween(-1.0, 1.0);
        assertThat(split.counts(Part.VALIDATION)[label] - 0.16 * size).isBetween(-1.0, 1.0);
        assertThat(split.counts(Part.TRAIN)[label] - 0.64 * size).isBetween(-1.0, 1.0);
      }
    }
  }

  @Test
  void neitherOrderNorKeyChangesASplit() throws Exception {
    for (int seed = 0; seed < SETS; seed++) {
      GeneratedSets set = GeneratedSets.pure(seed);
      Split split = Splitter.split(set.version(), SplitSettings.standard(seed));

      Split other = Splitter.split(set.shuffled(seed + 1), SplitSettings.standard(seed));

      assertThat(other.splitId()).isEqualTo(split.splitId());
      assertThat(sides(other)).isEqualTo(sides(split));
      assertThat(other.hashes()).isEqualTo(split.hashes());
    }
  }

  @Test
  void noGroupChangesPartsWhenDataAreAdded() throws Exception {
    int linked = 0;
    int steps = 0;
    for (int seed = 0; seed < SETS; seed++) {
      GeneratedSets set = seed % 2 == 0 ? GeneratedSets.pure(seed) : GeneratedSets.mixed(seed);
      SplitSettings settings = SplitSettings.standard(seed).droppingOverlap();
      SplitManifest parent;
      try {
        parent = Splitter.split(set.version(), settings).manifest("d");
      } catch (DatasetException e) {
        // A set too small to split at all has nothing to keep.
        continue;
      }
      for (int step = 0; step < 4; step++) {
        DatasetVersion version = (step == 2 ? set.link() : set.grow()).version();

        Split next;
        try {
          next = Splitter.split(version, settings, parent);
        } catch (DatasetException e) {
          // A link may cost the training part one of the last groups of a class.
          assertThat(e.faults()).allMatch(f -> f.contains("at least 2 are needed"));
          break;
        }
        steps++;

        Map<String, Part> before = sides(parent.entries());
        Map<String, Part> after = sides(next);
        Map<String, String> gone = new HashMap<>();
        next.leftOut().forEach(l -> gone.put(l.image(), l.reason()));
        linked += gone.size();
        before.forEach(
            (image, part) -> {
              // Whoever was there stays, or is left out with a reason; test images always stay.
              if (after.containsKey(image)) {
                assertThat(after.get(image)).isEqualTo(part);
              } else {
                assertThat(part).isNotEqualTo(Part.TEST);
                assertThat(gone.get(image)).isIn("group-in-test", "group-in-validation");
              }
            });
        for (SplitLineage.LeftOut left : parent.lineage().leftOut()) {
          assertThat(gone).containsEntry(left.image(), left.reason());
        }
        assertThat(next.parent()).contains(parent.splitId());
        // The constructor of the manifest checks once more that no group is in two parts.
        parent = next.manifest("d");
      }
    }
    assertThat(linked).isPositive();
    assertThat(steps).isGreaterThan(SETS * 2);
  }

  @Test
  void theSameContentContinuedIsTheSameSplit() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      DatasetVersion version = GeneratedSets.pure(seed).version();
      Split first = Splitter.split(version, SplitSettings.standard(seed));

      Split again = Splitter.split(version, SplitSettings.standard(seed), first.manifest("d"));

      assertThat(again.hashes()).isEqualTo(first.hashes());
      assertThat(again.splitId()).isNotEqualTo(first.splitId());
    }
  }

  @Test
  void newPatientsFillPartsThatLackGroups() throws Exception {
    SplitManifest parent =
        Splitter.split(SplitterTest.singles(30), SplitSettings.standard(1)).manifest("d");

    Split next = Splitter.split(SplitterTest.singles(200), SplitSettings.standard(1), parent);

    assertThat(next.counts(Part.TEST)).containsExactly(40, 40);
    assertThat(next.counts(Part.VALIDATION)).containsExactly(32, 32);
    assertThat(next.counts(Part.TRAIN)).containsExactly(128, 128);
  }

  @Test
  void everyImageIsTestedInOneFoldAndStaysInIt() throws Exception {
    int made = 0;
    for (int seed = 0; seed < SETS / 2; seed++) {
      GeneratedSets set = GeneratedSets.mixed(seed);
      List<SplitSettings> folds = SplitSettings.standard(seed).folds(4);
      List<Split> first;
      try {
        first = all(set.version(), folds, null);
      } catch (DatasetException e) {
        continue;
      }
      made++;
      Map<String, Integer> before = held(first);
      Map<String, Integer> after =
          held(all(set.grow().version(), folds, first.stream().map(s -> s.manifest("d")).toList()));

      assertThat(after).containsAllEntriesOf(before);
    }
    assertThat(made).isGreaterThan(SETS / 4);
  }

  @Test
  void theFirstRepeatIsTheSingleSplitAndTheOthersDiffer() throws Exception {
    DatasetVersion version = GeneratedSets.pure(3).version();
    List<Split> repeats = all(version, SplitSettings.standard(9).repeats(3), null);

    Split single = Splitter.split(version, SplitSettings.standard(9));

    assertThat(repeats.get(0).hashes()).isEqualTo(single.hashes());
    assertThat(repeats.stream().map(Split::hashes).distinct()).hasSize(3);
    assertThat(repeats.stream().map(Split::splitId).distinct()).hasSize(3);
    assertThat(repeats.get(1).warnings())
        .anyMatch(w -> w.startsWith("repeat 2 of 3: repeats share images"));
  }

  private static List<Split> all(
      DatasetVersion version, List<SplitSettings> settings, @Nullable List<SplitManifest> parents)
      throws DatasetException {
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      splits.add(Splitter.split(version, settings.get(i), parents == null ? null : parents.get(i)));
    }
    return splits;
  }

  /**
   * By image, the fold that holds it out: for the test, or for validation if the data set has a
   * test part, whose images belong to none.
   */
  private static Map<String, Integer> held(List<Split> folds) {
    boolean given = folds.get(0).version().hasPredefined(Part.TEST);
    Map<String, Integer> held = new HashMap<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      for (Entry e : folds.get(fold).entries()) {
        if (e.part() == (given ? Part.VALIDATION : Part.TEST)) {
          assertThat(held.put(e.image(), fold)).isNull();
        }
      }
    }
    for (Split fold : folds) {
      assertThat(
              fold.entries().stream()
                  .filter(e -> !given || e.part() != Part.TEST)
                  .map(Entry::image))
          .containsExactlyInAnyOrderElementsOf(held.keySet());
    }
    return held;
  }

  private static Map<String, Part> sides(Split split) {
    return sides(split.entries());
  }

  private static Map<String, Part> sides(List<Entry> entries) {
    Map<String, Part> sides = new HashMap<>();
    entries.forEach(e -> sides.put(e.image(), e.part()));
    return sides;
  }
}
