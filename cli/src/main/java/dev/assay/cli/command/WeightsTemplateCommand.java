// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.phantom.ProbeImage;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.onnx.OnnxFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "template",
    mixinStandardHelpOptions = true,
    description = {
      "Write the JSON file of an ONNX model to fill in, with the likeliest tensor of the feature.",
      "Beside it the image assay-probe-1.png is written, for the first numbers of the probe."
    })
final class WeightsTemplateCommand implements Callable<Integer> {
  private static final String TO_FILL_IN = "FILL IN";

  private final Program program;

  @Parameters(paramLabel = "FILE.onnx", description = "An ONNX file.")
  private Path file = Path.of("");

  WeightsTemplateCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Path json = file.resolveSibling(file.getFileName() + ".json");
    try {
      OnnxFile network = OnnxFile.read(file);
      Files.writeString(
          json,
          Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(template(network))
              + "\n",
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      Path image = file.resolveSibling(Probe.IMAGE + ".png");
      ImageIO.write(drawn(), "png", image.toFile());
      program
          .console()
          .out()
          .printf(
              "wrote %s and %s%nfill in every \"%s\", check input and feature, then: assay weights"
                  + " check%n",
              json, image, TO_FILL_IN);
      network
          .candidates()
          .forEach(
              candidate ->
                  program
                      .console()
                      .out()
                      .printf("  tensor '%s': %s%n", candidate.tensor(), candidate.why()));
      program.console().out().flush();
      return 0;
    } catch (WeightsException e) {
      throw CliException.badInput(String.valueOf(e.getMessage()));
    } catch (FileAlreadyExistsException e) {
      throw CliException.badInput(json + " is there already; move it away for a new template");
    } catch (IOException e) {
      throw CliException.environment(json + " cannot be written: " + e.getMessage());
    }
  }

  private ObjectNode template(OnnxFile network) throws IOException {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("title", TO_FILL_IN);
    json.put("pretrained_on", TO_FILL_IN);
    json.put("licence", TO_FILL_IN);
    json.put("sha256", WeightsFile.sha256(file));
    json.put("parameters", network.numbers());
    ObjectNode input = json.putObject("input");
    int crop = network.input().side(2).orElse(224);
    input.put("resize", network.input().side(2).orElse(256));
    input.put("crop", crop);
    input.put("interpolation", Preprocessing.BILINEAR);
    numbers(input.putArray("mean"), Preprocessing.IMAGENET_MEAN);
    numbers(input.putArray("std"), Preprocessing.IMAGENET_STD);
    OnnxFile.Candidate likeliest = network.candidates().getFirst();
    ObjectNode feature = json.putObject("feature");
    feature.put("tensor", likeliest.tensor());
    likeliest
        .size()
        .ifPresentOrElse(size -> feature.put("size", size), () -> feature.put("size", TO_FILL_IN));
    feature.put("pool", "none");
    return json;
  }

  private static void numbers(ArrayNode to, Iterable<Double> numbers) {
    numbers.forEach(to::add);
  }

  private static BufferedImage drawn() {
    RgbImage drawn = ProbeImage.draw();
    BufferedImage image =
        new BufferedImage(drawn.width(), drawn.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = drawn.rgb();
    for (int i = 0; i < drawn.width() * drawn.height(); i++) {
      image.setRGB(
          i % drawn.width(),
          i / drawn.width(),
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff);
    }
    return image;
  }
}
