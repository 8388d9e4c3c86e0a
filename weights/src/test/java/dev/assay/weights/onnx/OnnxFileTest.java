// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.onnx;

import static dev.assay.weights.onnx.OnnxModels.around;
import static dev.assay.weights.onnx.OnnxModels.int64s;
import static dev.assay.weights.onnx.OnnxModels.model;
import static dev.assay.weights.onnx.OnnxModels.node;
import static dev.assay.weights.onnx.OnnxModels.part;
import static dev.assay.weights.onnx.OnnxModels.tensor;
import static dev.assay.weights.onnx.OnnxModels.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.weights.WeightsException;
import dev.assay.weights.onnx.OnnxModels.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxFileTest {
  private static final Path NAME = Path.of("mine.onnx");

  private static OnnxFile read(byte[] bytes) {
    return OnnxFile.of(NAME, ByteBuffer.wrap(bytes));
  }

  private static Message identity() {
    return part(1, node("Relu", List.of("image"), List.of("out")));
  }

  @Test
  void readsInputCandidatesAndSize(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("mine.onnx"), OnnxModels.network(5, 1));

    OnnxFile onnx = OnnxFile.read(file);

    assertThat(onnx.input().name()).isEqualTo("image");
    assertThat(onnx.input().side(2)).isEmpty();
    assertThat(onnx.numbers()).isEqualTo(5 * 27 + 2 * 5 + 2);
    assertThat(onnx.candidates())
        .containsExactly(
            new OnnxFile.Candidate("feature", Optional.of(5), "what the last linear layer reads"),
            new OnnxFile.Candidate("logits", Optional.of(2), "an output"));
    assertThat(onnx.computes("r")).isTrue();
    assertThat(onnx.computes("w")).isFalse();
  }

  /** The bytes that follow make it an output of the same file, as this reader sees it, too. */
  @Test
  void anInnerTensorBecomesAnOutputByBytesAfterTheFile() {
    byte[] file = OnnxModels.network(5, 1);
    byte[] more = read(file).asOutput("feature");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(file);
    both.writeBytes(more);

    assertThat(more).hasSize(13);
    assertThat(read(both.toByteArray()).asOutput("feature")).isEmpty();
    assertThat(read(file).asOutput("logits")).isEmpty();
  }

  /** Parts that stand twice are merged, so what the second one holds is checked as well. */
  @Test
  void checksEveryPartOfAGraphInSeveralParts() {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(OnnxModels.network(2, 1));
    both.writeBytes(
        new Message()
            .message(7, part(1, node("RandomNormalLike", List.of("image"), List.of("x"))))
            .toBytes());

    assertThatThrownBy(() -> read(both.toByteArray()))
        .hasMessageContaining("'RandomNormalLike' is random");
  }

  static Stream<Map.Entry<byte[], String>> hostile() {
    Map<byte[], String> all = new LinkedHashMap<>();
    Message external =
        new Message()
            .number(1, 60)
            .number(2, 2)
            .text(8, "w")
            .message(13, new Message().text(1, "location").text(2, "/etc/passwd"))
            .number(14, 1);
    all.put(around(identity(), part(5, external)), "the values of tensor 'w' are in another file");
    all.put(
        around(
            part(
                1,
                node("Constant", List.of(), List.of("out"))
                    .message(5, new Message().text(1, "value").message(5, external)))),
        "the values of tensor 'w' are in another file");
    for (String operator : List.of("Loop", "Scan", "If")) {
      all.put(
          around(part(1, node(operator, List.of("image"), List.of("out")))),
          "operator '" + operator + "' can run without end");
    }
    for (String operator :
        List.of("RandomNormal", "RandomUniformLike", "Bernoulli", "Multinomial")) {
      all.put(
          around(part(1, node(operator, List.of("image"), List.of("out")))),
          "operator '" + operator + "' is random");
    }
    all.put(
        around(part(1, node("Dropout", List.of("image", "r", "t"), List.of("out")))),
        "operator 'Dropout' may be in training mode");
    all.put(
        around(part(1, node("Evil", List.of("image"), List.of("out")).text(7, "evil"))),
        "operator 'Evil' is of the domain 'evil'");
    all.put(
        around(
            part(1, node("FusedConv", List.of("image"), List.of("out")).text(7, "com.microsoft"))),
        "operator 'FusedConv' is of the domain 'com.microsoft'");
    all.put(
        around(part(1, node("StringNormalizer", List.of("image"), List.of("out")))),
        "operator 'StringNormalizer' is none of those");
    all.put(
        around(
            part(
                1,
                node("Relu", List.of("image"), List.of("out"))
                    .message(
                        5, new Message().text(1, "body").message(6, new Message().text(2, "g"))))),
        "operator 'Relu' has a graph inside");
    all.put(
        around(
            part(
                1,
                node("Relu", List.of("image"), List.of("out"))
                    .message(5, new Message().text(1, "a").message(22, new Message())))),
        "operator 'Relu' has a sparse tensor");
    all.put(around(identity(), part(15, new Message())), "a sparse tensor among the weights");
    all.put(
        new Message()
            .number(1, 8)
            .message(7, new Message())
            .message(25, new Message().text(1, "f"))
            .toBytes(),
        "functions of its own");
    all.put(
        new Message().number(1, 8).message(20, new Message()).toBytes(), "training information");
    all.put(
        around(identity(), part(11, value("second", 1, "n", 3, 8, 8))),
        "2 inputs (image, second); one is expected");
    all.put(
        model(
            new Message()
                .message(1, node("Relu", List.of("image"), List.of("out")))
                .message(11, value("image", 1, "n", 1, 32, 32))),
        "has the shape [free n, 1, 32, 32]");
    all.put(
        model(
            new Message()
                .message(1, node("Relu", List.of("image"), List.of("out")))
                .message(11, value("image", 10, "n", 3, 32, 32))),
        "is of data type 10");
    all.put(
        model(
            new Message()
                .message(1, node("Relu", List.of("image"), List.of("out")))
                .message(11, value("image", 1, 8, 3, 32, 32))),
        "it takes 8 images at once");
    all.put(model(new Message().message(1, node("Relu", List.of(), List.of()))), "0 inputs");
    all.put(
        around(identity(), part(5, tensor("w", new float[4], 1L << 40))),
        "tensor 'w' has the shape [1099511627776]");
    all.put(around(identity(), part(5, tensor("w", new float[4], -4))), "has the shape [-4]");
    all.put(
        around(identity(), part(5, tensor("w", new float[4], 1000))),
        "tensor 'w' of shape [1000] has 0 values in 16 bytes; expected 1000 of 4 bytes each");
    all.put(
        around(identity(), part(5, new Message().number(1, 1).number(2, 8).text(8, "t"))),
        "tensor 't' is of data type 8");
    all.put(
        around(identity(), part(5, new Message().number(1, 1).number(2, 8).text(6, "s"))),
        "a tensor of texts");
    all.put(around(identity(), identity()), "two nodes make the tensor 'out'");
    all.put(
        new Message()
            .number(1, 99)
            .message(7, part(1, node("Relu", List.of(), List.of())))
            .toBytes(),
        "its IR version is 99");
    all.put(new byte[0], "it has no graph");
    all.put(new Message().number(1, 8).toBytes(), "it has no graph");
    all.put(
        "PK\3\4 a zip, such as TorchScript".getBytes(StandardCharsets.UTF_8), "not an ONNX file");
    all.put(new Message().number(77, 1).toBytes(), "field 77 of 'model'");
    return all.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refusesWithOneErrorThatNamesTheFile(Map.Entry<byte[], String> hostile) {
    assertThatThrownBy(() -> read(hostile.getKey()))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("mine.onnx: ")
        .hasMessageContaining(hostile.getValue());
  }

  @Test
  void refusesFilesOfMoreThanTwoGibibytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("huge.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(OnnxFile.LARGEST + 1);
    }

    assertThatThrownBy(() -> OnnxFile.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("2147483648 bytes; an ONNX file of one part has at most 2147483647");
  }

  @Test
  void acceptsWhatExportersWrite() {
    // Weights listed as inputs (IR 3), values of typed fields, a dropout that does nothing.
    byte[] file =
        around(
            part(1, node("Dropout", List.of("image"), List.of("d"))),
            part(1, node("Reshape", List.of("d", "shape"), List.of("out"))),
            part(5, int64s("shape", 1, -1)),
            part(11, value("shape", 7, 2)));

    assertThat(read(file).input().dimensions()).containsExactly("free n", "3", "32", "32");
    assertThat(read(file).input().side(2)).contains(32);
  }

  /** Whatever bytes are changed: the file is accepted, or refused by the one exception. */
  @Test
  void damagedFilesAreAcceptedOrRefusedAndNothingElse() {
    byte[] good = OnnxModels.network(4, 1);
    Random random = new Random(20261201);
    List<Throwable> others = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 6000; i++) {
      byte[] bad = mutated(good, random);
      try {
        OnnxFile file =
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(bad));
        file.candidates();
      } catch (WeightsException e) {
        refused++;
        assertThat(e).hasMessageStartingWith("mine.onnx: ");
      } catch (RuntimeException | Error e) {
        others.add(e);
      }
    }

    assertThat(others).isEmpty();
    assertThat(refused).isBetween(1000, 5999);
  }

  /** Bytes flipped, cut out, doubled or put in, most of them where the structure is. */
  private static byte[] mutated(byte[] good, Random random) {
    byte[] bad = good.clone();
    for (int k = 0; k < 1 + random.nextInt(4); k++) {
      int at =
          random.nextBoolean()
              ? random.nextInt(Math.min(200, bad.length))
              : random.nextInt(bad.length);
      switch (random.nextInt(4)) {
        case 0 -> bad = java.util.Arrays.copyOf(bad, Math.max(1, at));
        case 1 -> {
          byte[] longer = new byte[bad.length + 1];
          System.arraycopy(bad, 0, longer, 0, at);
          longer[at] = (byte) random.nextInt(256);
          System.arraycopy(bad, at, longer, at + 1, bad.length - at);
          bad = longer;
        }
        default -> bad[at] = (byte) random.nextInt(256);
      }
    }
    return bad;
  }
}
