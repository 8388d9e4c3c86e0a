// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.study.StudyReader;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.decoding.ImageBytes;
import dev.assay.datasets.decoding.LocalDecoder;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.features.FeaturesFile;
import dev.assay.datasets.features.FeaturesFormatException;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.layout.FindingTable;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.npz.NpzFile;
import dev.assay.datasets.source.ArchiveUnpacker;
import dev.assay.datasets.source.UnpackLimits;
import dev.assay.weights.TensorFile;
import dev.assay.weights.WeightsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parser of foreign bytes reads damaged files: it reads them or refuses them by an exception
 * that it documents, in bounded time and memory. A failure names the seed and the number of the
 * file, and has its bytes if it is small.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("fuzz.seed", 18);
  private static final Duration HANGS = Duration.ofSeconds(30);
  private static final PixelLimit LIMIT = new PixelLimit(1_000_000);

  @TempDir Path folder;

  static Stream<Parser> parsers() {
    StudyReader studies = new StudyReader(List.of("mobilenet_v2"), Layout.ALL.keySet());
    Set<Class<? extends Throwable>> image = Set.of(UnusableImageException.class, IOException.class);
    Set<Class<? extends Throwable>> weights = Set.of(WeightsException.class, IOException.class);
    return Stream.of(
        images("tiff", Seeds.with(Seeds.hostile(".tif"), Seeds.image("tiff")), image),
        images("jpeg", Seeds.with(Seeds.hostile(".jpg"), Seeds.image("jpg")), image),
        images("png", List.of(Seeds.image("png")), image),
        images("bmp", List.of(Seeds.image("bmp")), image),
        images("gif", List.of(Seeds.image("gif")), image),
        images("netpbm", List.of(Seeds.netpbm()), image),
        images("dicom", List.of(Seeds.dicom()), image),
        images("nifti", List.of(Seeds.nifti()), image),
        new Parser(
            "npz",
            List.of(Seeds.npz()),
            (bytes, at) -> {
              Path file = Files.write(at.resolve("a.npz"), bytes);
              try (NpzFile npz = NpzFile.open(file)) {
                npz.integers("train_labels");
                npz.element("train_images", 1);
              }
            },
            Set.of(IOException.class)),
        new Parser(
            "features.npz",
            List.of(Seeds.npz()),
            (bytes, at) -> features(Files.write(at.resolve("f.npz"), bytes), at),
            Set.of(FeaturesFormatException.class, IOException.class)),
        new Parser(
            "features.csv",
            List.of(Seeds.text("image,0,1\na.png,0.5,1\nb.png,2,3e-1\n")),
            (bytes, at) -> features(Files.write(at.resolve("f.csv"), bytes), at),
            Set.of(FeaturesFormatException.class, IOException.class)),
        new Parser(
            "zip",
            Seeds.with(
                Seeds.hostile(".zip"),
                Seeds.zip(Map.of("a/b.png", Seeds.image("png"))),
                Seeds.zip(Map.of("../x", new byte[9])),
                Seeds.zip(Map.of("z", new byte[100_000]))),
            (bytes, at) ->
                new ArchiveUnpacker(new UnpackLimits(10_000_000, 100, 100))
                    .unpack(new ByteArrayInputStream(bytes), at),
            Set.of(DatasetException.class, FaultException.class, IOException.class)),
        new Parser(
            "table",
            Seeds.with(
                Seeds.hostile("layout-1.csv"),
                Seeds.text(
                    "image,label,patient,split,age\na.png,x,p1,train,40\nb.png,y,p2,test,\n")),
            (bytes, at) -> {
              Files.write(at.resolve("a.png"), new byte[1]);
              Files.write(at.resolve("b.png"), new byte[1]);
              Files.write(at.resolve("images.csv"), bytes);
              Layout.named("csv").list(at);
            },
            Set.of(DatasetException.class)),
        new Parser(
            "findings",
            List.of(
                Seeds.text("image,patient,split,true_a,true_b\nx,p1,train,1,\ny,p2,test,0,-1\n"),
                Seeds.text(
                    "Image Index,Finding Labels,Patient ID\nx,Mass|Edema,1\ny,No Finding,2")),
            (bytes, at) ->
                FindingTable.read(
                    Files.write(at.resolve("t.csv"), bytes),
                    new FindingTable.Columns(null, null, List.of())),
            Set.of(DatasetException.class)),
        new Parser(
            "safetensors",
            List.of(Seeds.safetensors()),
            (bytes, at) -> TensorFile.read(Files.write(at.resolve("w.safetensors"), bytes)),
            weights),
        new Parser(
            "torch",
            Seeds.with(Seeds.hostile(".pth"), Seeds.torch()),
            (bytes, at) -> TensorFile.read(Files.write(at.resolve("w.pth"), bytes)),
            weights),
        new Parser(
            "study",
            Seeds.with(
                Seeds.hostile(".yaml"),
                Seeds.text(
                    "name: a\n"
                        + "datasets: [{name: d, layout: folder, split: {seed: 1}}]\n"
                        + "backbones: [mobilenet_v2]\n"
                        + "seeds: [1, 2]\n"
                        + "evaluation: {resamples: 100}\n")),
            (bytes, at) -> studies.read(new String(bytes, StandardCharsets.UTF_8)),
            Set.of(FaultException.class)),
        new Parser(
            "predictions",
            List.of(Seeds.text("PAR1"), Seeds.npz()),
            (bytes, at) -> Predictions.read(Files.write(at.resolve("p"), bytes)),
            Set.of(IOException.class, ArtifactException.class, IllegalArgumentException.class)),
        new Parser(
            "pixels",
            List.of(Seeds.npz(), new byte[4096]),
            (bytes, at) -> PixelsFile.open(Files.write(at.resolve("p"), bytes)),
            Set.of(IOException.class, ArtifactException.class, IllegalArgumentException.class)),
        new Parser(
            "blocks of pixels",
            List.of(Seeds.blocks(), new byte[84]),
            (bytes, at) -> BlockHashes.read(Files.write(at.resolve("p"), bytes)),
            Set.of(IOException.class, IllegalArgumentException.class)));
  }

  private static Parser images(
      String name, List<byte[]> seeds, Set<Class<? extends Throwable>> documented) {
    return new Parser(
        name,
        seeds,
        (bytes, at) ->
            new LocalDecoder()
                .decode(
                    ImageBytes.of(bytes),
                    Wanted.facts(DecodingOptions.paper(), LIMIT),
                    MessageDigest.getInstance("SHA-256")),
        documented);
  }

  private static void features(Path file, Path at) throws IOException, FeaturesFormatException {
    FeaturesFile.read(file, 2, at.resolve("copy")).close();
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void readsOrRefusesForASecond(Parser parser) throws Exception {
    fuzz(parser, Duration.ofSeconds(1));
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("parsers")
  void readsOrRefusesForAMinute(Parser parser) throws Exception {
    fuzz(parser, Duration.ofMinutes(1));
  }

  private void fuzz(Parser parser, Duration time) throws Exception {
    Mutations mutations = new Mutations(parser.seeds(), SEED);
    long end = System.nanoTime() + time.toNanos();
    int files = 0;
    int refused = 0;
    try (ExecutorService reader =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
      while (System.nanoTime() < end) {
        files++;
        byte[] bytes = mutations.next();
        Path own = Files.createDirectory(folder.resolve(String.valueOf(files)));
        Future<?> read =
            reader.submit(
                () -> {
                  parser.reading().read(bytes, own);
                  return null;
                });
        try {
          read.get(HANGS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          reader.shutdownNow();
          throw failure(parser, files, bytes, "is read for more than " + HANGS, null);
        } catch (ExecutionException e) {
          Throwable thrown = e.getCause();
          if (!parser.documents(thrown)) {
            throw failure(parser, files, bytes, "fails with " + thrown, thrown);
          }
          refused++;
        }
        delete(own);
      }
    }
    // A target that refuses nothing damages nothing.
    assertThat(refused).as("%d files of %s", files, parser).isPositive();
    System.out.printf("%s: %d files, %d refused%n", parser, files, refused);
  }

  private static AssertionError failure(
      Parser parser, int number, byte[] bytes, String what, @Nullable Throwable cause) {
    String hex = bytes.length <= 2000 ? HexFormat.of().formatHex(bytes) : bytes.length + " bytes";
    return new AssertionError(
        "%s: file %d of seed %d %s: %s".formatted(parser, number, SEED, what, hex), cause);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
