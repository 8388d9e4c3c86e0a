// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of more than 100,000 images; here already of more than 50. */
@QuarkusTest
@Stack
@TestProfile(ManyImagesQuarkusTest.FewAreMany.class)
class ManyImagesQuarkusTest {
  private static final Preprocessing SIZE = Preprocessing.imageNet().withSize(32, 32);

  /** A smaller limit of what is read as a whole. */
  public static final class FewAreMany implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("assay.data.listed-images", "50");
    }
  }

  @TempDir Path folder;
  @Inject ArtifactStore store;

  @BeforeEach
  void dataset() throws IOException {
    Given.phantoms(folder, 21);
    Given.registered("many", "kermany", folder);
  }

  private static SplitPublished split(String study, String more) throws Exception {
    String id =
        Given.submitted(Given.study(study, "many") + more)
            .statusCode(201)
            .extract()
            .path("studyId");
    return Topics.events(SplitPublished.class, id, 1).getFirst();
  }

  @Test
  void packsThemInTheOrderOfTheSplitAndNamesTheirBlocks() throws Exception {
    SplitPublished split = split("ordered", "");

    ArtifactRef pixels = split.pixels(SIZE);
    BlockHashes list = BlockHashes.read(store.local(split.blocks(SIZE).orElseThrow()));
    assertThat(list.isOf(pixels)).isTrue();
    assertThat(list.block()).isEqualTo(8 << 20);
    SplitManifest manifest = SplitManifest.read(store.local(split.manifest()));
    List<SplitManifest.Entry> inFile = inFile(manifest, store.local(pixels));
    assertThat(inFile).hasSize(80);
    assertThat(inFile)
        .isSortedAccordingTo(
            Comparator.comparing((SplitManifest.Entry entry) -> entry.part() == Part.TRAIN)
                .thenComparing(entry -> entry.part() == Part.VALIDATION)
                .thenComparing(SplitManifest.Entry::subsetRank));
    assertThat(inFile.getFirst().part()).isEqualTo(Part.TEST);
    assertThat(inFile.getLast().part()).isEqualTo(Part.TRAIN);
  }

  @Test
  void anotherStudyOfTheSameImagesNamesTheSameAndMakesALostListAgain() throws Exception {
    SplitPublished first = split("first", "");
    ArtifactRef blocks = first.blocks(SIZE).orElseThrow();
    store.delete(blocks);

    SplitPublished second = split("second", "seeds: [1, 2]\n");

    assertThat(second.pixels()).isEqualTo(first.pixels());
    assertThat(store.isIntact(blocks)).isTrue();
  }

  @Test
  void packsLostPixelsAgainToTheSameBytes() throws Exception {
    SplitPublished first = split("before", "");
    ArtifactRef blocks = first.blocks(SIZE).orElseThrow();
    store.delete(first.pixels(SIZE));
    store.delete(blocks);

    SplitPublished second = split("after", "seeds: [3]\n");

    assertThat(second.pixels()).isEqualTo(first.pixels());
    assertThat(store.isIntact(first.pixels(SIZE))).isTrue();
    assertThat(store.isIntact(blocks)).isTrue();
  }

  /** The images in the order of their pixels. */
  private static List<SplitManifest.Entry> inFile(SplitManifest manifest, Path file)
      throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    List<SplitManifest.Entry> entries = new ArrayList<>(manifest.entries());
    Map<SplitManifest.Entry, Integer> at = new HashMap<>();
    try (PixelsFile pixels = PixelsFile.open(file)) {
      for (SplitManifest.Entry entry : entries) {
        String rgb =
            StandardCharsets.ISO_8859_1.decode(pixels.image(entry.image()).rgb()).toString();
        at.put(entry, bytes.indexOf(rgb));
      }
    }
    entries.sort(Comparator.comparing(at::get));
    return entries;
  }
}
