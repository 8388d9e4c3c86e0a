// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import dev.assay.contracts.Json;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.onnx.OnnxModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportedFileTest {
  @TempDir Path folder;

  private static final String INPUT =
      "{\"resize\": 256, \"crop\": 224, \"interpolation\": \"bicubic\", \"mean\": [0.5, 0.5, 0.5],"
          + " \"std\": [0.5, 0.5, 0.5]}";

  private Path onnx(String fields) throws IOException {
    Path file = Files.write(folder.resolve("mine.onnx"), OnnxModels.network(5, 1));
    return describe(file, onnxFields(), fields);
  }

  private static String onnxFields() {
    return "{\"title\": \"Mine\", \"pretrained_on\": \"ImageNet-1k\", \"licence\": \"MIT\","
        + " \"input\": "
        + INPUT
        + ", \"feature\": {\"tensor\": \"feature\", \"size\": 5}}";
  }

  private static Path describe(Path file, String fields, String more) throws IOException {
    ObjectNode json = (ObjectNode) Json.mapper().readTree(fields);
    json.put("sha256", WeightsFile.sha256(file));
    Json.mapper()
        .readTree(more.isEmpty() ? "{}" : more)
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                json.remove(field.getKey());
              } else {
                json.set(field.getKey(), field.getValue());
              }
            });
    Files.writeString(folder(file).resolve(file.getFileName() + ".json"), json.toString());
    return file;
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }

  @Test
  void readsAnOnnxModelWithItsDescription() throws IOException {
    ImportedFile model = ImportedFile.inspect(onnx(""));

    assertThat(model.name()).isEqualTo("mine");
    assertThat(model.source()).isEqualTo("ImageNet-1k");
    assertThat(model.model())
        .isEqualTo(
            new ImportedModel(
                ImportedModel.ONNX,
                "Mine",
                "MIT",
                null,
                5,
                new Output("feature", Output.NONE, 0),
                null,
                null));
    assertThat(model.preprocessing().interpolation()).isEqualTo("bicubic");
  }

  @Test
  void readsTheDescriptionOfFeatures() throws IOException {
    Path file = Files.writeString(folder.resolve("rad.features.csv"), "image,f1\na.png,1\n");
    describe(
        file,
        "{\"title\": \"RAD\", \"pretrained_on\": \"X-rays\", \"features\": {\"size\": 1},"
            + " \"pixels\": \"518 px\"}",
        "");

    ImportedFile model = ImportedFile.inspect(file);

    assertThat(model.name()).isEqualTo("rad");
    assertThat(model.model().isOnnx()).isFalse();
    assertThat(model.model().pixels()).isEqualTo("518 px");
  }

  /** Pixels from 0 to 255 minus the mean, over the deviation, in the units of [0, 1]. */
  @Test
  void takesMeansOfEitherScale() throws IOException {
    ImportedFile model =
        ImportedFile.inspect(
            onnx(
                "{\"input\": {\"resize\": 256, \"crop\": 224, \"interpolation\": \"bilinear\","
                    + " \"scale\": \"0-255\", \"mean\": [127.5, 127.5, 127.5], \"std\": [51, 51,"
                    + " 51]}}"));

    assertThat(model.preprocessing().mean()).isEqualTo(List.of(0.5, 0.5, 0.5));
    assertThat(model.preprocessing().std()).isEqualTo(List.of(0.2, 0.2, 0.2));
  }

  @Test
  void tokensHaveAPrefixOfOneWhereNoneIsStated() throws IOException {
    Output pooled =
        ImportedFile.inspect(
                onnx("{\"feature\": {\"tensor\": \"r\", \"size\": 10, \"pool\": \"class+mean\"}}"))
            .model()
            .output();

    assertThat(pooled).isEqualTo(new Output("r", Output.CLASS_AND_MEAN, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sha256\": null}|'sha256' is missing",
        "{\"sha256\": \"abc\"}|sha256 is \"abc\"; it must be 64",
        "{\"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}|states"
            + " sha256 0000",
        "{\"title\": null}|'title' is missing",
        "{\"title\": 7}|title is 7; it must be a text",
        "{\"pretrained_on\": \"none\"}|pretrained_on is \"none\"; it must say on what",
        "{\"interpolation\": \"bicubic\"}|'interpolation' is no known field; known are name, title",
        "{\"parameters\": -1}|parameters is -1; it must be a whole number from 1",
        "{\"name\": \"other\"}|name is 'other', but the file is named 'mine'",
        "{\"input\": null}|'input' is missing",
        "{\"feature\": null}|'feature' is missing",
        "{\"feature\": {\"tensor\": \"nothing\", \"size\": 5}}|feature.tensor is 'nothing', which"
            + " no node of mine.onnx makes; likely are 'feature' (what the last linear layer"
            + " reads), 'logits' (an output)",
        "{\"feature\": {\"tensor\": \"feature\", \"size\": 0}}|feature.size is 0; it must be a"
            + " whole number from 1 to 65536",
        "{\"feature\": {\"tensor\": \"feature\", \"size\": 5, \"pool\": \"max\"}}|feature.pool is"
            + " \"max\"; it must be one of none, class",
        "{\"feature\": {\"tensor\": \"feature\", \"size\": 5, \"prefix\": 1}}|feature.prefix is 1;"
            + " it must be absent or 0",
        "{\"features\": {\"size\": 5}}|features is {\"size\":5}; it belongs to a file of features",
        "{\"probe\": {\"image\": \"cat\", \"first\": [1], \"tolerance\": 0.001}}|probe.image must"
            + " be assay-probe-1",
        "{\"probe\": {\"image\": \"assay-probe-1\", \"first\": [\"a\"], \"tolerance\":"
            + " 0.001}}|probe.first is [\"a\"]; it must be a list of numbers",
        "{\"input\": {\"resize\": 200, \"crop\": 224, \"interpolation\": \"bilinear\", \"mean\":"
            + " [0,0,0], \"std\": [1,1,1]}}|input.resize is 200; it must be a whole number from"
            + " 224",
        "{\"input\": {\"resize\": 256, \"crop\": 224, \"interpolation\": \"nearest\", \"mean\":"
            + " [0,0,0], \"std\": [1,1,1]}}|input.interpolation is \"nearest\"; it must be one of",
        "{\"input\": {\"resize\": 256, \"crop\": 224, \"interpolation\": \"bilinear\", \"mean\":"
            + " [0,0], \"std\": [1,1,1]}}|input.mean is [0,0]; it must have three numbers",
        "{\"input\": {\"resize\": 256, \"crop\": 224, \"interpolation\": \"bilinear\", \"mean\":"
            + " [0,0,0], \"std\": [1,0,1]}}|input.std is [1,0,1]; it must have three positive"
            + " numbers",
      })
  void namesFileFieldValueAndWhatIsAccepted(String change, String message) throws IOException {
    Path file = onnx(change);

    assertThatThrownBy(() -> ImportedFile.inspect(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(folder + "/mine.onnx.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void anImageSizeThatTheNetworkDoesNotTakeIsRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("mine.onnx"),
            OnnxModels.around(
                OnnxModels.part(1, OnnxModels.node("Relu", List.of("image"), List.of("feature")))));
    describe(file, onnxFields(), "");

    assertThatThrownBy(() -> ImportedFile.inspect(file))
        .hasMessageContaining("input.crop is 224, but mine.onnx takes images of 32 x 32 pixels");
  }

  @Test
  void withoutADescriptionItSaysHowToWriteOne() throws IOException {
    Path file = Files.write(folder.resolve("mine.onnx"), OnnxModels.network(5, 1));

    assertThatThrownBy(() -> ImportedFile.inspect(file))
        .hasMessageContaining("it needs mine.onnx.json beside it")
        .hasMessageContaining("assay weights template mine.onnx");
    Path features = Files.writeString(folder.resolve("a.features.csv"), "");
    assertThatThrownBy(() -> ImportedFile.inspect(features))
        .hasMessageContaining("it needs a.features.csv.json beside it")
        .hasMessageContaining("\"features\": {\"size\": 768}");
  }

  @Test
  void refusesNamesOfBackbones() throws IOException {
    Path file = Files.write(folder.resolve("resnet50.onnx"), OnnxModels.network(5, 1));

    assertThatThrownBy(() -> ImportedFile.inspect(file))
        .hasMessageContaining("'resnet50' is the name of a backbone");
  }

  @ParameterizedTest
  @CsvSource({".pt", ".pth", ".torchscript", ".pkl"})
  void filesOfPyTorchAreNotRunAndTheErrorSaysHowToExport(String ending) throws IOException {
    Files.write(folder.resolve("mine" + ending), new byte[] {'P', 'K'});

    assertThatThrownBy(() -> ImportedFile.find(folder, "mine"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("mine" + ending)
        .hasMessageContaining("torch.onnx.export(model.eval()")
        .hasMessageContaining("\"mine.onnx\"");
    assertThat(ImportedFile.find(folder, "other")).isEmpty();
  }

  @Test
  void aFileOfPyTorchUnderTheNameOfOnnxIsRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("mine.onnx"),
            "PK\3\4 archive/data.pkl".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ImportedFile.inspect(file))
        .hasMessageContaining("not an ONNX file but one of PyTorch");
  }
}
