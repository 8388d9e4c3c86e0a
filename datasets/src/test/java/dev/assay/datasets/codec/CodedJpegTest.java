// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import dev.assay.datasets.ForeignFunctions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Streams that gdcm 3.0.21 and dcmtk 3.6.7 wrote: name, size, components and bits; the hash of the
 * right samples as little-endian integers; the stream. Right is the original where the code is
 * lossless, and what dcmtk decodes where it is not.
 */
class CodedJpegTest {

  private record CodedStream(String name, int[] shape, String sha256, byte[] bytes) {}

  private static List<CodedStream> streams() throws IOException {
    return streams("streams.txt");
  }

  private static List<CodedStream> streams(String file) throws IOException {
    try (InputStream in = CodedJpegTest.class.getResourceAsStream("/golden/codec/" + file)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split(" "))
          .map(
              w ->
                  new CodedStream(
                      w[0],
                      Arrays.stream(w, 1, 5).mapToInt(Integer::parseInt).toArray(),
                      w[5],
                      Base64.getDecoder().decode(w[6])))
          .toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> decodesToTheRightSamples() throws IOException {
    List<CodedStream> streams = streams();
    assertThat(streams).hasSizeGreaterThan(150);
    return streams.stream().map(s -> DynamicTest.dynamicTest(s.name(), () -> check(s)));
  }

  @TestFactory
  Stream<DynamicTest> decodesJpeg2000ToTheRightSamples() throws IOException {
    ForeignFunctions.assume();
    List<CodedStream> streams = streams("jpeg2000.txt");
    assertThat(streams).hasSizeGreaterThan(8);
    return streams.stream()
        .map(
            s ->
                DynamicTest.dynamicTest(
                    s.name(),
                    () -> check(s, NativeCodec.jpeg2000().decode(s.bytes(), PixelLimit.DEFAULT))));
  }

  private static void check(CodedStream stream) throws Exception {
    check(stream, CodedJpeg.decode(stream.bytes(), PixelLimit.DEFAULT));
  }

  private static void check(CodedStream stream, Samples samples) {

    assertThat(new int[] {samples.width(), samples.height(), samples.components()})
        .isEqualTo(Arrays.copyOf(stream.shape(), 3));
    int mask = (1 << stream.shape()[3]) - 1;
    ByteBuffer values =
        ByteBuffer.allocate(4 * samples.values().length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(samples.values()).map(v -> v & mask).forEach(values::putInt);
    assertThat(Hash.ofBytes(values.array())).isEqualTo(stream.sha256());
  }

  /** Any byte changed, and any part missing: samples or a named reason, nothing else. */
  @Test
  void reportsAnyDamageWithoutAFailure() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    int images = 0;
    for (CodedStream stream : streams()) {
      for (int i = 0; i < 25; i++) {
        byte[] damaged =
            i % 5 == 0
                ? Arrays.copyOf(stream.bytes(), random.nextInt(3, stream.bytes().length))
                : stream.bytes().clone();
        damaged[random.nextInt(2, Math.max(3, damaged.length))] = (byte) random.nextInt(256);
        try {
          CodedJpeg.decode(damaged, new PixelLimit(1_000_000));
          images++;
        } catch (UnusableImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
    assertThat(images).isPositive();
  }

  @Test
  void refusesMorePixelsThanItsBytesCanHold() throws Exception {
    CodedStream lossless =
        streams().stream().filter(s -> s.name().startsWith("jpegll")).findFirst().orElseThrow();
    byte[] file = lossless.bytes().clone();
    for (int i = 0; i < file.length - 8; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xc3) {
        ByteBuffer.wrap(file).putShort(i + 5, (short) 13_000).putShort(i + 7, (short) 13_000);
      }
    }

    assertThatThrownBy(() -> CodedJpeg.decode(file, PixelLimit.DEFAULT))
        .isInstanceOf(UnusableImageException.class)
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(QuarantineReason.TRUNCATED);
  }
}
