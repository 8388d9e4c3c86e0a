// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SharedDir;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PillowFilter;
import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.processes.JavaCommand;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderPoolTest {
  private static final Wanted FACTS = Wanted.facts(DecodingOptions.paper(), PixelLimit.DEFAULT);
  private static final DecodingLimits LIMITS =
      new DecodingLimits(1L << 30, DecodingLimits.DEFAULT_TIME);

  @TempDir Path folder;
  private final List<DecoderPool> pools = new ArrayList<>();

  private DecoderPool pool(DecodingLimits limits) {
    DecoderPool pool = new DecoderPool(limits);
    pools.add(pool);
    return pool;
  }

  @AfterEach
  void leavesNoProcess() {
    for (DecoderPool pool : pools) {
      List<Long> pids = List.copyOf(pool.pids());
      pool.close();
      assertThat(pids).noneMatch(DecoderPoolTest::isAlive);
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void decodesAsThisProcessDoes() throws Exception {
    DecoderPool pool = pool(LIMITS);
    Path file = folder.resolve("a.png");
    TestImages.png(file, 7);
    byte[] bytes = Files.readAllBytes(file);
    Wanted pixels = Wanted.pixels(DecodingOptions.paper(), PixelLimit.DEFAULT, 5, "bicubic");

    FileDecoder.Hashed facts = pool.decodeAndHash(ImageBytes.of(file), FACTS);
    FileDecoder.Hashed small = pool.decodeAndHash(ImageBytes.of(bytes), pixels);

    assertThat(facts).isEqualTo(new LocalDecoder().decodeAndHash(ImageBytes.of(file), FACTS));
    assertThat(small.sha256()).isEqualTo(facts.sha256());
    assertThat(small.image().fingerprint()).isEmpty();
    assertThat(small.image().pixels().orElseThrow().rgb())
        .isEqualTo(
            PillowResize.shorterSide(
                    new ImageDecoder(PixelLimit.DEFAULT).decode(bytes), 5, PillowFilter.BICUBIC)
                .rgb());
    assertThat(pool.pids()).hasSize(1);
  }

  @Test
  void refusesWithTheReasonThatTheDecoderGives() throws Exception {
    DecoderPool pool = pool(LIMITS);

    assertThatThrownBy(
            () ->
                pool.decodeAndHash(
                    ImageBytes.of("text".getBytes(StandardCharsets.US_ASCII)), FACTS))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("begins like no");
    assertThat(pool.pids()).hasSize(1);
  }

  @Test
  void endsAnImageThatTakesTooLongAndReadsTheNext() throws Exception {
    DecoderPool pool = pool(new DecodingLimits(1L << 30, Duration.ofMillis(1)));
    byte[] large = noise(2000, 2000);

    assertThat(reason(pool, large)).isEqualTo(QuarantineReason.TOO_COSTLY);

    assertThat(pool.pids()).isEmpty();
    assertThat(pool(LIMITS).decodeAndHash(ImageBytes.of(large), FACTS).image().width())
        .isEqualTo(2000);
  }

  /** Its children have a tenth of the heap that the header of the image asks for. */
  @Test
  void boundsTheMemoryOfAnImageAndReadsTheNext() throws Exception {
    DecoderPool pool = new DecoderPool(LIMITS, 0.1);
    pools.add(pool);
    Path good = folder.resolve("good.png");
    TestImages.png(good, 1);

    assertThat(reason(pool, flatGrey(9000, 8000))).isEqualTo(QuarantineReason.TOO_COSTLY);

    assertThat(pool.decodeAndHash(ImageBytes.of(good), FACTS).image().width()).isEqualTo(12);
  }

  @Test
  void triesAnImageAgainWhoseDecoderTheSystemEnded() throws Exception {
    DecoderPool pool = pool(LIMITS);
    Path good = folder.resolve("good.png");
    TestImages.png(good, 1);
    FileDecoder.Hashed first = pool.decodeAndHash(ImageBytes.of(good), FACTS);
    long pid = pool.pids().iterator().next();
    ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
    assertThat(child.destroyForcibly()).isTrue();
    child.onExit().get(10, TimeUnit.SECONDS);

    assertThat(pool.decodeAndHash(ImageBytes.of(good), FACTS)).isEqualTo(first);

    assertThat(pool.pids()).hasSize(1).doesNotContain(pid);
  }

  @Test
  void decodesOneAfterTheOtherWhereMemoryIsShort() throws Exception {
    DecoderPool pool = pool(new DecodingLimits(1, DecodingLimits.DEFAULT_TIME));
    Path good = folder.resolve("good.png");
    TestImages.png(good, 1);
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<FileDecoder.Hashed>> images = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        images.add(
            threads.submit(
                () -> {
                  FileDecoder.Hashed image = pool.decodeAndHash(ImageBytes.of(good), FACTS);
                  most.accumulateAndGet(pool.pids().size(), Math::max);
                  return image;
                }));
      }
      for (Future<FileDecoder.Hashed> image : images) {
        assertThat(image.get()).isEqualTo(images.get(0).get());
      }
    }
    assertThat(most).hasValue(1);
  }

  /** A large image needs another child, which does not stay. */
  @Test
  void givesALargeImageALargerChild() throws Exception {
    DecoderPool pool = pool(LIMITS);
    byte[] flat = flatGrey(9000, 8000);

    DecodedImage image = pool.decodeAndHash(ImageBytes.of(flat), FACTS).image();

    assertThat(image.width()).isEqualTo(9000);
    assertThat(image.blank()).isTrue();
    assertThat(pool.pids()).hasSizeLessThanOrEqualTo(1);
    TestImages.png(folder.resolve("good.png"), 1);
    assertThat(pool.decodeAndHash(ImageBytes.of(folder.resolve("good.png")), FACTS).image().width())
        .isEqualTo(12);
  }

  @Test
  void survivesHostileFiles() throws Exception {
    Path hostile = SharedDir.folder("public-cases/hostile");
    DecoderPool pool = pool(LIMITS);
    TestImages.png(folder.resolve("good.png"), 1);
    FileDecoder.Hashed good = pool.decodeAndHash(ImageBytes.of(folder.resolve("good.png")), FACTS);
    List<Path> files;
    try (Stream<Path> all = Files.list(hostile)) {
      files = all.filter(f -> f.toString().matches(".*\\.(tif|jpg|zip)")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      if (file.endsWith("prog10.jpg")) {
        assertThat(pool.decodeAndHash(ImageBytes.of(file), FACTS).image().width()).isPositive();
      } else {
        assertThat(reason(pool, Files.readAllBytes(file))).as(file.toString()).isNotNull();
      }
      assertThat(pool.decodeAndHash(ImageBytes.of(folder.resolve("good.png")), FACTS))
          .isEqualTo(good);
    }
  }

  /** A process that decodes is killed; its child must not stay, idle or busy. */
  @Test
  void endsWithAParentThatIsKilled() throws Exception {
    for (String what : new String[] {"idle", "busy"}) {
      Path file = folder.resolve(what + ".png");
      Files.write(file, what.equals("idle") ? noise(20, 20) : noise(1500, 1500));
      Process parent =
          new ProcessBuilder(
                  JavaCommand.main(
                          DecodingParent.class.getName(),
                          List.of(System.getProperty("java.class.path").split(File.pathSeparator)))
                      .arguments(file.toString(), what)
                      .words())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
        long child = Long.parseLong(lines.readLine());
        ProcessHandle handle = ProcessHandle.of(child).orElseThrow();

        parent.destroyForcibly().waitFor();

        handle.onExit().get(20, TimeUnit.SECONDS);
        assertThat(isAlive(child)).isFalse();
      } finally {
        parent.destroyForcibly();
      }
    }
  }

  private static QuarantineReason reason(DecoderPool pool, byte[] file) throws Exception {
    try {
      pool.decodeAndHash(ImageBytes.of(file), FACTS);
      throw new AssertionError("the file is not refused");
    } catch (UnusableImageException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason();
    }
  }

  private static byte[] noise(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] flatGrey(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    return out.toByteArray();
  }
}
