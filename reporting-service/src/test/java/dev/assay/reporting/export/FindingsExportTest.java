// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static dev.assay.reporting.export.Exported.text;
import static dev.assay.reporting.export.Exported.unzip;
import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetReader;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.FindingStudy;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of a study whose images may show several findings. */
class FindingsExportTest {
  private static final String MODEL = "phantom/mobilenet_v2_frozen/seed-1";

  /** What {@code assay evaluate} reads: names with commas and quotes are quoted. */
  private static final String COLUMNS =
      "\"true_Mass, large\",\"true_=\u00d6dem \"\"links\"\"\",true_hernia";

  @TempDir Path folder;
  private FileSystemStore store;
  private FindingStudy study;
  private List<ArtifactRef> features = List.of();

  @BeforeEach
  void openStore() {
    store = new FileSystemStore(folder.resolve("store"));
    study = new FindingStudy("aaaaaaaaaaaa", store);
  }

  @Test
  void writesTruthAndProbabilityOfEachFinding() throws IOException {
    String csv = text(files(ExportPart.PREDICTIONS), "predictions/" + MODEL + ".test.csv");

    assertThat(csv.lines().toList())
        .hasSize(9)
        .startsWith(
            "image_id,group,part,"
                + COLUMNS
                + ",\"prob_Mass, large\",\"prob_=\u00d6dem \"\"links\"\"\",prob_hernia,site",
            // 7 * 32 + 2 = 226 = 14 * 16 + 2; each finding has 5 sixteenths more.
            Hash.ofText("image 32") + ",group-8,test,0,1,0,0.125,0.4375,0.75,",
            // 7 * 33 + 2 = 233 = 14 * 16 + 9.
            Hash.ofText("image 33") + ",group-8,test,1,0,0,0.5625,0.875,0.1875,ward 0")
        .contains(
            // Nothing is known of it: 7 * 38 + 2 = 268 = 16 * 16 + 12.
            Hash.ofText("image 38") + ",group-9,test,,,,0.75,0.0625,0.375,ward 2");
  }

  @Test
  void parquetHasTheSameColumnsAndKnowsWhatIsNotKnown() throws IOException {
    Map<String, byte[]> files = files(ExportPart.PREDICTIONS);
    Path file = folder.resolve("table.parquet");
    Files.write(file, files.get("predictions/" + MODEL + ".test.parquet"));

    @SuppressWarnings({"unchecked", "rawtypes"})
    List<Map<String, Object>> rows = (List) new CarpetReader<>(file.toFile(), Map.class).toList();

    assertThat(rows).hasSize(8);
    assertThat(rows.get(1))
        .containsEntry("image_id", Hash.ofText("image 33"))
        .containsEntry("true_Mass, large", 1)
        .containsEntry("true_=\u00d6dem \"links\"", 0)
        .containsEntry("prob_=\u00d6dem \"links\"", 0.875)
        .containsEntry("site", "ward 0");
    assertThat(rows.get(6))
        .containsEntry("image_id", Hash.ofText("image 38"))
        .containsEntry("true_Mass, large", null)
        .containsEntry("true_hernia", null)
        .containsEntry("prob_hernia", 0.375);
  }

  @Test
  void attributesThatLookLikeOtherColumnsHaveNamesOfTheirOwn() throws IOException {
    FindingLabels truth = new FindingLabels("1");
    String image = Hash.ofText("image");
    SplitManifest split =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "chest",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "csv/findings:*",
            List.of("mass"),
            "patient",
            true,
            1,
            study.split().hashes(),
            List.of(
                new SplitManifest.Entry(
                    image,
                    Hash.ofText("bytes"),
                    0,
                    "p",
                    Part.TEST,
                    1,
                    Map.of("label", "l", "prob_x", "p", "true_mass", "t", "part", "q", "age", "9"),
                    truth)),
            Map.of(),
            List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    PredictionTable.ofFindings(
            new FindingPredictions(
                List.of("mass"),
                List.of(new FindingPredictions.Row(image, "p", truth, new double[] {0.5}))),
            split,
            Part.TEST)
        .csv(out);

    // A column 'label' would make it a file of classes to 'assay evaluate'.
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "image_id,group,part,true_mass,prob_mass,age,attribute_label,attribute_part,"
                + "attribute_prob_x,attribute_true_mass\n"
                + image
                + ",p,test,1,0.5,9,l,q,p,t\n");
  }

  @Test
  void splitsHaveAColumnOfEachFinding() throws IOException {
    List<String> lines = text(files(ExportPart.SPLITS), "splits/phantom.csv").lines().toList();

    assertThat(lines)
        .hasSize(41)
        .startsWith("image_id,group," + COLUMNS + ",part,smallest_subset,site")
        .contains(
            Hash.ofText("image 38") + ",group-9,,,,test,,ward 2",
            Hash.ofText("image 3") + ",group-0,1,,0,train,1,ward 0");
  }

  @Test
  void featuresHaveATableOfWhatIsKnown() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 30; i < 40; i++) {
      tensors.add(Tensor.of(Hash.ofText("image " + i), List.of(1L), new float[] {i}));
    }
    Path file = folder.resolve("features");
    Safetensors.write(file, tensors, Map.of());
    features = List.of(store.put(file, MediaTypes.FEATURES));

    Map<String, byte[]> arrays =
        unzip(files(ExportPart.FEATURES).get("features/" + MODEL + ".npz"));

    assertThat(arrays.keySet())
        .containsExactly(
            "features.npy",
            "image_id.npy",
            "group.npy",
            "part.npy",
            "true_findings.npy",
            "findings.npy");
    assertThat(header(arrays, "true_findings.npy"))
        .startsWith("{'descr': '|i1', 'fortran_order': False, 'shape': (10, 3), }");
    assertThat(header(arrays, "findings.npy"))
        .startsWith("{'descr': '<U13', 'fortran_order': False, 'shape': (3,), }");
    // Row by row the same images.
    byte[] truth = data(arrays, "true_findings.npy");
    ByteBuffer values =
        ByteBuffer.wrap(data(arrays, "features.npy")).order(ByteOrder.LITTLE_ENDIAN);
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 10; row++) {
      int image = (int) values.getFloat();
      String known = FindingStudy.truth(image).text();
      for (int f = 0; f < 3; f++) {
        assertThat(truth[3 * row + f])
            .as("image %d", image)
            .isEqualTo((byte) (known.charAt(f) == '-' ? -1 : known.charAt(f) - '0'));
      }
      rows.add(known);
    }
    assertThat(rows).contains("---", "100", "010");
  }

  @Test
  void cardAndExampleAreOfSigmoids() throws IOException {
    Map<String, byte[]> files = files(ExportPart.MODELS);

    assertThat(text(files, "models/" + MODEL + "/load.py"))
        .contains("num_classes=3", "[None]).sigmoid()[0]", "\"Mass, large\"", "\"hernia\"")
        .doesNotContain("softmax");
    assertThat(text(files, "models/" + MODEL + "/README.md"))
        .contains("(the sigmoid of each output is the probability of one): Mass, large, =\u00d6dem")
        .contains("of their known findings 0.750 are on the right side of a half, loss 0.500")
        .contains("These are means over the findings that have a value.")
        .contains("| Mass, large | 3 | 4 | 1 | AUROC | 0.750 | [0.625, 0.875] |")
        .contains("| hernia | 0 | 7 | 1 | AUROC | n/a |  |")
        .contains("hernia has no value and is not in the means: present in none of the 7 images")
        .doesNotContain("classes", "accuracy");
  }

  @Test
  void theLayoutOfTheOriginalStudyIsLeftOutAndTheReadmeSaysWhy() throws IOException {
    Map<String, byte[]> files =
        files(
            ExportPart.ORIGINAL,
            ExportPart.PREDICTIONS,
            ExportPart.FEATURES,
            ExportPart.LOSSES,
            ExportPart.SPLITS);

    assertThat(files.keySet()).noneMatch(name -> name.startsWith("original/"));
    assertThat(text(files, "README.md"))
        .contains("`original/prediction/` | left out: the layout of the original study has one")
        .contains("1 present, 0 absent, -1 not known")
        .contains("those of an image need not sum to 1")
        .contains("`assay evaluate` of one data set's folder reads them")
        .contains("the share of them on the right side of a half")
        .doesNotContain("cal_", "true_label");
  }

  @Test
  void everyPartCanBeExported() throws IOException {
    Map<String, byte[]> files = files(EnumSet.allOf(ExportPart.class));

    assertThat(files.keySet())
        .contains("runs.csv", "report/report.html", "report/report.pdf", "figures/captions.md")
        .contains("logs/" + MODEL + ".training.log", "losses/" + MODEL + ".csv");
    assertThat(text(files, "runs.csv").lines().toList())
        .hasSize(5)
        .element(1)
        .asString()
        .startsWith(MODEL + ",phantom,mobilenet_v2,none,linear,paper,frozen,1,1,scored,");
  }

  @Test
  void theSameStudyGivesTheSameBytes() throws IOException {
    Set<ExportPart> undrawn = EnumSet.complementOf(EnumSet.of(ExportPart.FIGURES));

    assertThat(text(files(undrawn), "SHA256SUMS")).isEqualTo(text(files(undrawn), "SHA256SUMS"));
  }

  private Map<String, byte[]> files(ExportPart first, ExportPart... others) throws IOException {
    return files(EnumSet.of(first, others));
  }

  private Map<String, byte[]> files(Set<ExportPart> parts) throws IOException {
    return unzip(Exported.archive(store, study.finished(), features, parts));
  }

  private static String header(Map<String, byte[]> arrays, String name) {
    return new String(arrays.get(name), 10, 100, StandardCharsets.US_ASCII);
  }

  private static byte[] data(Map<String, byte[]> arrays, String name) {
    byte[] all = arrays.get(name);
    int length = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return java.util.Arrays.copyOfRange(all, 10 + length, all.length);
  }
}
