// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static dev.assay.reporting.export.Exported.text;
import static dev.assay.reporting.export.Exported.unzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.reporting.SampleStudy;
import dev.assay.weights.Safetensors;
import dev.assay.weights.SplitModel;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyExportTest {
  private static final String MODEL = "phantom/mobilenet_v2_frozen/seed-1";

  /** Drawing takes longest; one test is enough of it. */
  private static final Set<ExportPart> UNDRAWN =
      EnumSet.complementOf(EnumSet.of(ExportPart.FIGURES));

  @TempDir Path folder;
  private FileSystemStore store;
  private SampleStudy study;
  private List<ArtifactRef> features = List.of();

  @BeforeEach
  void openStore() {
    store = new FileSystemStore(folder.resolve("store"));
    study = new SampleStudy("aaaaaaaaaaaa", store);
  }

  @Test
  void hasEveryFileOfEveryRunOnce() throws IOException {
    Map<String, byte[]> files = files(study.finished(), EnumSet.allOf(ExportPart.class));

    assertThat(files.keySet())
        .contains("README.md", "SHA256SUMS", "runs.csv", "study.json", "splits/phantom.csv")
        .contains("predictions/" + MODEL + ".test.csv", "predictions/" + MODEL + ".test.parquet")
        .contains("predictions/phantom/mobilenet_v2_tuned/seed-2.validation.csv")
        .contains("models/" + MODEL + "/model.safetensors", "models/" + MODEL + "/load.py")
        .contains("figures/forest-accuracy.svg", "figures/forest-accuracy.pdf")
        .contains("figures/roc-phantom.csv", "figures/captions.md")
        .contains("losses/" + MODEL + ".csv", "logs/" + MODEL + ".scoring.log", "report/report.tex")
        .contains(
            "original/prediction/result-public/1_phantom/mobilenet_v2_seed1_f/"
                + "phantom_best_accuracy_prediction.csv");
    assertThat(text(files, "models/" + MODEL + "/model.safetensors")).isEqualTo("model");
    assertThat(text(files, "logs/" + MODEL + ".training.log"))
        .isEqualTo("training " + study.runKey(study.frozen(), 1));
    assertThat(text(files, "SHA256SUMS").lines().toList())
        .hasSize(files.size() - 1)
        .contains(Hash.ofText("model") + "  models/" + MODEL + "/model.safetensors");
    assertThat(text(files, "runs.csv").lines().toList())
        .hasSize(5)
        .element(1)
        .asString()
        .startsWith(MODEL + ",phantom,mobilenet_v2,none,linear,paper,frozen,1,1,scored,");
  }

  @Test
  void readmeSaysWhetherIdsOfImagesAreKeyed() throws IOException {
    List<AssayEvent> keyed =
        study.finished().stream()
            .map(event -> event instanceof SplitPublished split ? keyed(split) : event)
            .toList();

    assertThat(text(files(keyed, EnumSet.of(ExportPart.SPLITS)), "README.md"))
        .contains("Images (`image_id`) and groups (patients, lesions) have keyed hashes")
        .doesNotContain("hash of the path");
    assertThat(text(files(study.finished(), EnumSet.of(ExportPart.SPLITS)), "README.md"))
        .contains("An earlier release named the images", "hash of the path without a key");
  }

  private static SplitPublished keyed(SplitPublished split) {
    return new SplitPublished(
        split.studyId(),
        split.dataset(),
        split.splitId(),
        split.hashes(),
        split.manifest(),
        split.pixels(),
        split.classes(),
        split.groupKind(),
        split.synthetic(),
        split.external(),
        split.features(),
        SplitPublished.KEYED);
  }

  @Test
  void aModelThatIsStoredInTwoPartsIsExportedWhole() throws IOException {
    Path whole = folder.resolve("whole");
    Tensor frozen = Tensor.of("features.weight", List.of(2L), new float[] {1, 2});
    Tensor head = Tensor.of("classifier.1.weight", List.of(2L, 1L), new float[] {3, 4});
    Safetensors.write(whole, List.of(frozen, head), SplitModel.METADATA);
    SplitModel.split(whole, 1, folder.resolve("backbone"), folder.resolve("head"));
    ModelParts parts =
        new ModelParts(
            store.put(folder.resolve("backbone"), MediaTypes.MODEL),
            store.put(folder.resolve("head"), MediaTypes.MODEL));
    ArtifactRef model =
        ArtifactRef.of(WeightsFile.sha256(whole), Files.size(whole), MediaTypes.MODEL);
    List<AssayEvent> events =
        study.finished().stream()
            .map(event -> event instanceof ModelTrained trained ? of(trained, model, parts) : event)
            .toList();

    Map<String, byte[]> files = files(events, EnumSet.of(ExportPart.MODELS));

    assertThat(files.get("models/" + MODEL + "/model.safetensors"))
        .isEqualTo(Files.readAllBytes(whole));
  }

  private static ModelTrained of(ModelTrained trained, ArtifactRef model, ModelParts parts) {
    return new ModelTrained(
        trained.studyId(),
        trained.cellId(),
        trained.runKey(),
        trained.seed(),
        model,
        trained.manifest(),
        trained.checkpoint(),
        trained.dataset(),
        trained.preprocessing(),
        trained.threads(),
        trained.device(),
        parts,
        null);
  }

  @Test
  void sameEventsInAnyOrderGiveTheSameBytes() throws IOException {
    byte[] first = archive(study.finished(), UNDRAWN);
    List<AssayEvent> shuffled = new ArrayList<>(study.finished());
    Collections.shuffle(shuffled, new Random(7));

    assertThat(archive(shuffled, UNDRAWN)).isEqualTo(first);
  }

  @Test
  void writesProbabilitiesWithWhatIsKnownOfEachImage() throws IOException {
    Map<String, byte[]> files = files(study.finished(), EnumSet.of(ExportPart.PREDICTIONS));

    assertThat(text(files, "predictions/" + MODEL + ".test.csv").lines().toList())
        .hasSize(9)
        .startsWith(
            "image_id,group,part,true_label,predicted_label,prob_normal,prob_opacity,cal_normal,"
                + "cal_opacity,site",
            Hash.ofText("image 32") + ",group-8,test,normal,normal,0.625,0.375,0.5,0.5,",
            Hash.ofText("image 33") + ",group-8,test,opacity,normal,0.75,0.25,0.5,0.5,ward 0");
    assertThat(text(files, "predictions/phantom/mobilenet_v2_tuned/seed-2.test.csv"))
        .startsWith(
            "image_id,group,part,true_label,predicted_label,prob_normal,prob_opacity,site\n");
    assertThat(files.keySet()).noneMatch(name -> name.startsWith("models/"));
  }

  @Test
  void writesWhatScriptsOfTheOriginalStudyRead() throws IOException {
    Map<String, byte[]> files = files(study.finished(), EnumSet.of(ExportPart.ORIGINAL));

    String text =
        text(
            files,
            "original/prediction/result-public/1_phantom/mobilenet_v2_seed1_f/"
                + "phantom_best_accuracy_prediction.csv");

    assertThat(text).endsWith("\r\n").doesNotContain("\n\n");
    List<String> lines = text.lines().toList();
    assertThat(lines)
        .hasSize(10)
        .startsWith(
            "image_name,prediction,true_label", "\"('" + Hash.ofText("image 32") + "',)\",0,0");
    // 32..39: 33, 36, 39 are wrong; true 0 (even): 36 wrong; true 1: 33 and 39 wrong.
    // precision: of 0: 3/(3+2), of 1: 2/(2+1); recall: 3/4, 2/4; each class has half of the images.
    double p0 = 3.0 / 5;
    double p1 = 2.0 / 3;
    double f0 = 2 * p0 * 0.75 / (p0 + 0.75);
    double f1 = 2 * p1 * 0.5 / (p1 + 0.5);
    String[] overall = lines.getLast().split(",");
    assertThat(overall).hasSize(7).startsWith("Overall", "", "", "0.625");
    assertThat(Double.parseDouble(overall[4])).isEqualTo((p0 + p1) / 2, within());
    assertThat(Double.parseDouble(overall[5])).isEqualTo(0.625, within());
    assertThat(Double.parseDouble(overall[6])).isEqualTo((f0 + f1) / 2, within());
  }

  @Test
  void describesModelAndHowToLoadIt() throws IOException {
    Map<String, byte[]> files = files(study.finished(), EnumSet.of(ExportPart.MODELS));

    assertThat(text(files, "models/" + MODEL + "/README.md"))
        .startsWith("# MobileNetV2, frozen, on phantom, seed 1\n")
        .contains("The model is of no use", "not a medical device", "resized to 64 pixels")
        .contains("| Accuracy | 0.750 | [0.625, 0.875] |");
    assertThat(text(files, "models/" + MODEL + "/load.py"))
        .contains("torchvision.models.mobilenet_v2(weights=None, num_classes=2)")
        .contains("[\"normal\", \"opacity\"]");
  }

  @Test
  void leavesOutWhatIsNotThereYet() throws IOException {
    Map<String, byte[]> files = files(study.halfway(), UNDRAWN);

    assertThat(files.keySet())
        .contains("models/phantom/mobilenet_v2_tuned/seed-1/model.json")
        .noneMatch(name -> name.startsWith("predictions/phantom/mobilenet_v2_tuned"));
    assertThat(text(files, "runs.csv")).contains(",1,trained,", ",2,no model,");
  }

  @Test
  void namesNoSourceFile() throws IOException {
    files(study.finished(), UNDRAWN)
        .forEach(
            (name, bytes) ->
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .as(name)
                    .doesNotContain(".png", ".jpg", ".jpeg", ".dcm"));
  }

  @Test
  void refusesUnknownParts() {
    assertThat(ExportPart.parse("losses, models"))
        .containsExactlyInAnyOrder(ExportPart.LOSSES, ExportPart.MODELS);
    assertThatThrownBy(() -> ExportPart.parse("losses,images"))
        .hasMessageContaining("'images' is no part of an export; accepted: predictions, original");
  }

  /** Optional: {@code -Dpython=PATH} of a Python with pandas and pyarrow. */
  @Test
  void pandasReadsParquetAsCsv() throws Exception {
    Path python = Python.with("pandas", "pyarrow");
    Path unpacked = folder.resolve("out");
    for (Map.Entry<String, byte[]> file :
        files(study.finished(), EnumSet.of(ExportPart.PREDICTIONS)).entrySet()) {
      Path path = unpacked.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    String base = unpacked.resolve("predictions/" + MODEL + ".test").toString();

    String said =
        Python.run(
            python,
            """
            import sys, pandas as pd
            a = pd.read_csv(sys.argv[1] + ".csv", keep_default_na=False)
            b = pd.read_parquet(sys.argv[1] + ".parquet").fillna("")
            pd.testing.assert_frame_equal(a, b, check_dtype=False, check_exact=True)
            print(len(a), a.prob_normal.dtype, b.prob_normal.dtype)
            """,
            base);

    assertThat(said.strip()).isEqualTo("8 float64 float64");
  }

  @Test
  void writesFeaturesOfFrozenBackbonesOnce() throws IOException {
    features = List.of(features(24, 40, 0), features(0, 32, 100));

    Map<String, byte[]> files = files(study.finished(), EnumSet.of(ExportPart.FEATURES));

    assertThat(files.keySet())
        .filteredOn(name -> name.startsWith("features/"))
        .containsExactly("features/" + MODEL + ".npz");
    Map<String, byte[]> arrays = unzip(files.get("features/" + MODEL + ".npz"));
    assertThat(arrays.keySet())
        .containsExactly("features.npy", "image_id.npy", "group.npy", "part.npy", "true_label.npy");
    String head = new String(arrays.get("features.npy"), 10, 60, StandardCharsets.US_ASCII);
    assertThat(head).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (40, 3), }");
    assertThat(arrays.get("features.npy")).hasSize(128 + 40 * 3 * Float.BYTES);
    assertThat(archive(study.finished(), EnumSet.of(ExportPart.FEATURES)))
        .isEqualTo(archive(study.finished(), EnumSet.of(ExportPart.FEATURES)));
  }

  @Test
  void saysOpenlyThatTheStoreHasNoFeaturesAnyMore() throws IOException {
    Map<String, byte[]> files = files(study.finished(), EnumSet.of(ExportPart.FEATURES));

    assertThat(
            new String(
                unzip(files.get("features/" + MODEL + ".npz")).get("features.npy"),
                StandardCharsets.ISO_8859_1))
        .contains("'shape': (0, 0)");
    assertThat(text(files, "README.md")).contains("the store has no more are left out");
  }

  /** Optional: {@code -Dpython=PATH} of a Python with NumPy. */
  @Test
  void numpyReadsFeatures() throws Exception {
    Path python = Python.with("numpy");
    features = List.of(features(24, 40, 0), features(0, 32, 100));
    Path file = folder.resolve("features.npz");
    Files.write(
        file,
        files(study.finished(), EnumSet.of(ExportPart.FEATURES)).get("features/" + MODEL + ".npz"));

    String said =
        Python.run(
            python,
            """
            import sys, hashlib, numpy as np
            f = np.load(sys.argv[1])
            x = f["features"]
            assert x.dtype == np.float32 and x.shape == (40, 3), x.shape
            by = dict(zip(f["image_id"], x))
            for i in range(40):
                row = by[hashlib.sha256(b"image %d" % i).hexdigest()]
                first = i + 100 if i < 32 else i
                assert list(row) == [first, np.float32(first / 3), -first], (i, row)
            print(sorted(set(f["part"].tolist())), f["true_label"][0] in ("normal", "opacity"))
            """,
            file.toString());

    assertThat(said.strip()).isEqualTo("['test', 'train', 'validation'] True");
  }

  /** Those of the images from one number to below another; the first number says which file. */
  private ArtifactRef features(int from, int to, int more) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = from; i < to; i++) {
      float first = i + more;
      tensors.add(
          Tensor.of(
              Hash.ofText("image " + i), List.of(3L), new float[] {first, first / 3, -first}));
    }
    // An augmented view, and an image of another study.
    tensors.add(Tensor.of(Hash.ofText("image 1") + "/1", List.of(3L), new float[3]));
    tensors.add(Tensor.of(Hash.ofText("elsewhere"), List.of(3L), new float[3]));
    Path file = folder.resolve("features-" + more);
    Safetensors.write(file, tensors, Map.of());
    return store.put(file, MediaTypes.FEATURES);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  private Map<String, byte[]> files(List<AssayEvent> events, Set<ExportPart> parts)
      throws IOException {
    return unzip(archive(events, parts));
  }

  private byte[] archive(List<AssayEvent> events, Set<ExportPart> parts) throws IOException {
    return Exported.archive(store, events, features, parts);
  }
}
