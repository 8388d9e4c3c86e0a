// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.NotForTrainingException;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.embedded.EmbeddedS3;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import dev.assay.s3.S3Config;
import dev.assay.s3.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed images of a trainer where the store is a bucket and the split has very many. */
@QuarkusTest
@TestProfile(WithCallers.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "training"))
@QuarkusTestResource(FakeTrainerLib.class)
class PartOfPixelsQuarkusTest {
  private static final int IMAGES = 400;
  private static final int SIDE = 72;

  @TempDir static Path shared;
  private static EmbeddedS3 server;
  private static SplitManifest manifest;
  private static Path whole;
  private static SplitPublished split;

  @TempDir Path folder;

  @BeforeAll
  static void storeASplit() throws IOException {
    System.setProperty("aws.accessKeyId", EmbeddedS3.ID);
    System.setProperty("aws.secretAccessKey", EmbeddedS3.SECRET);
    server = EmbeddedS3.start(shared);
    // To this server a bucket is a folder.
    Files.createDirectories(shared.resolve("objects/artifacts"));
    manifest = manifest();
    whole = shared.resolve("pixels");
    Random random = new Random(2);
    try (PixelsWriter writer = new PixelsWriter(whole, SIDE, "bilinear", 100)) {
      for (SplitManifest.Entry entry : manifest.entries()) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        random.nextBytes(rgb);
        writer.add(entry.image(), SIDE, SIDE, rgb);
      }
    }
    ArtifactStore store = store(shared.resolve("data-service"));
    ArtifactRef pixels = store.put(whole, MediaTypes.PIXELS);
    Path list = shared.resolve("list");
    BlockHashes.of(whole, pixels, 1 << 16).write(list);
    Path file = Files.writeString(shared.resolve("manifest"), Json.write(manifest));
    split =
        new SplitPublished(
            "study",
            manifest.dataset(),
            manifest.splitId(),
            manifest.hashes(),
            store.put(file, MediaTypes.SPLIT_MANIFEST),
            List.of(
                new SplitPublished.Pixels(
                    SIDE, pixels, null, store.put(list, MediaTypes.PIXELS_BLOCKS))),
            manifest.classes(),
            manifest.groupKind(),
            true);
  }

  @AfterAll
  static void stop() {
    server.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void theFileOfATrainerHasTheImagesOfItsSubsetAlone() throws Exception {
    TrainerJob job = job(store(folder.resolve("copies")), 0.1);

    TrainingManifest training = TrainingManifest.read(Path.of(job.files().manifestFile()));
    Path file = Path.of(job.files().pixelsFile());
    List<String> images = training.images(0.1);
    assertThat(images).hasSize(40 + 32);
    try (PixelsFile part = PixelsFile.openForTraining(file, training, 0.1);
        PixelsFile all = PixelsFile.open(whole)) {
      for (String image : images) {
        assertThat(part.image(image)).isEqualTo(all.image(image));
      }
      assertThatThrownBy(() -> part.image(training.train(1).getLast().image()))
          .isInstanceOf(NotForTrainingException.class);
    }
    long needed = 3L * SIDE * SIDE * images.size();
    assertThat(held(file)).isBetween(needed, needed + 6L * (1 << 16));
    assertThat(Files.size(file)).isEqualTo(Files.size(whole));
  }

  @Test
  void whereTheStoreIsAFolderTheFileIsTheStores() throws Exception {
    FileSystemStore store = new FileSystemStore(folder.resolve("store"));
    store.put(whole, MediaTypes.PIXELS);
    store.put(shared.resolve("manifest"), MediaTypes.SPLIT_MANIFEST);

    TrainerJob job = job(store, 0.1);

    assertThat(Path.of(job.files().pixelsFile()))
        .isEqualTo(store.local(run(0.1).pixels()))
        .hasSameBinaryContentAs(whole);
  }

  @Test
  void aListThatIsGoneIsTheOperators() throws Exception {
    ArtifactStore store = store(folder.resolve("copies"));
    ArtifactRef list = split.blocks(StudyFixture.SMALL).orElseThrow();
    store.delete(list);

    assertThatThrownBy(() -> job(store, 0.1))
        .isInstanceOf(ArtifactException.Missing.class)
        .hasMessageContaining(list.uri());

    store.put(shared.resolve("list"), MediaTypes.PIXELS_BLOCKS);
    assertThat(Path.of(job(store, 0.1).files().pixelsFile())).exists();
  }

  private TrainerJob job(ArtifactStore store, double ratio) throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    return new TrainerJobs(store).job(run(ratio), scratch);
  }

  private static RunSpec run(double ratio) {
    Cell cell =
        Cell.of(
            "phantoms",
            "resnet18",
            WeightsChoice.none(),
            StudyFixture.SMALL,
            "linear",
            Recipe.paper(),
            false,
            ratio);
    return RunSpec.of(
        StudyFixture.study("study", cell, 1L), cell, 1, split, "cpu", "PyTorch 2.7.1");
  }

  /** A tenth of the images for the test, a tenth for validation, in the order of packing. */
  private static SplitManifest manifest() {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      Part part = i < 40 ? Part.TEST : i < 80 ? Part.VALIDATION : Part.TRAIN;
      double rank = part == Part.TRAIN ? (i - 79) / 320.0 * 0.999 : 1;
      String image = Hash.ofText("image " + i);
      entries.add(new SplitManifest.Entry(image, image, i % 2, "g" + i, part, rank));
    }
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        "phantoms",
        Hash.ofText("version"),
        Hash.ofText("split"),
        "folder",
        List.of("NORMAL", "PNEUMONIA"),
        "patient",
        true,
        1,
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        entries,
        Map.of(),
        List.of());
  }

  /** What the record beside the file says: 4 bytes, then 1 for each block that is there. */
  private static long held(Path file) throws IOException {
    byte[] record = Files.readAllBytes(file.resolveSibling(file.getFileName() + ".held"));
    long blocks = 0;
    for (int i = 4; i < record.length; i++) {
      blocks += record[i];
    }
    return blocks * (1 << 16);
  }

  private static ArtifactStore store(Path copies) {
    return Stores.open(
        copies,
        new S3Config() {
          @Override
          public Optional<String> bucket() {
            return Optional.of("artifacts");
          }

          @Override
          public Optional<URI> endpoint() {
            return Optional.of(server.endpoint());
          }

          @Override
          public Optional<String> region() {
            return Optional.empty();
          }

          @Override
          public Optional<String> prefix() {
            return Optional.empty();
          }

          @Override
          public Optional<Boolean> pathStyle() {
            return Optional.empty();
          }

          @Override
          public Optional<Long> cacheBytes() {
            return Optional.empty();
          }
        });
  }
}
