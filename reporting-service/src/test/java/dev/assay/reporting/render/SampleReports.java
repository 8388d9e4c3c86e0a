// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import dev.assay.contracts.file.ComparisonsFile.MarginTest;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.ComparisonsFile.RankSet;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.ComparisonFailure;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports with invented numbers. */
public final class SampleReports {
  public static final EvaluationPlan PLAN =
      new EvaluationPlan(10_000, 0.95, "group", "percentile", 1);
  private static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

  private SampleReports() {}

  /** A finished study of one real data set: two seeds, near ties, an undefined AUROC. */
  public static Report finished() {
    Cell frozen = cell("chest_xray", "mobilenet_v2", pretrained(), true, 1);
    Cell tuned = cell("chest_xray", "mobilenet_v2", pretrained(), false, 1);
    Cell resnet = cell("chest_xray", "resnet50", WeightsChoice.none(), true, 1);
    return report(
        Outcome.DONE,
        List.of("resnet18 was left out: its weights are not there"),
        section(
            "chest_xray",
            split("chest_xray", false, "patient"),
            List.of(
                done(frozen, metrics(frozen, 0.918, 0.9181, 0.902, 0.9402, List.of())),
                done(tuned, metrics(tuned, 0.931, 0.91849, 0.9106, 0.9371, List.of())),
                done(
                    resnet,
                    metrics(
                        resnet,
                        0.745,
                        0.625,
                        0.5,
                        null,
                        List.of("one class was never predicted"))))));
  }

  /**
   * The finished study with its second interim analysis: a decided difference and an undecided one.
   */
  public static Report compared() {
    Section before = finished().sections().getFirst();
    List<Cell> cells = before.rows().stream().map(Row::cell).toList();
    List<String> names =
        List.of("mobilenet_v2, frozen", "mobilenet_v2, fine-tuned", "resnet50, frozen");
    List<ComparedCell> compared = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      compared.add(
          new ComparedCell(
              cells.get(i).cellId(), names.get(i), Hash.ofText("e" + i), List.of(1L, 2L)));
      points.add(new Point(cells.get(i).cellId(), List.of(0.9181, 0.91849, 0.625).get(i)));
    }
    Contrast close =
        contrast(cells, names, 1, 0.00039, 7, 1.0, "undecided", true)
            .withNote("only 7 units tell the models apart: the exact test decides");
    Contrast far = contrast(cells, names, 2, -0.2931, 64, 0.00009, "second better", false).contrast;
    ComparisonPlan plan = new ComparisonPlan("accuracy", "reference", null, "max-t", 0.05, 0.02);
    ComparisonsFile file =
        new ComparisonsFile(
            ComparisonsFile.FORMAT_VERSION,
            Hash.ofText("comparison"),
            before.dataset(),
            plan,
            true,
            PLAN,
            false,
            200,
            120,
            "patient",
            2,
            compared,
            List.of(new LeftOut("0123456789abcdef", "vgg16, frozen", "it has no result")),
            List.of(
                new MetricComparison(
                    "accuracy",
                    true,
                    true,
                    points,
                    false,
                    0,
                    List.of(close, far),
                    List.of(
                        new RankSet(cells.get(0).cellId(), 1, 2),
                        new RankSet(cells.get(1).cellId(), 1, 2),
                        new RankSet(cells.get(2).cellId(), 3, 3)),
                    List.of("spread of the test set only: 2 seeds are too few")),
                new MetricComparison(
                    "mcc", false, true, points, false, 0, List.of(far), List.of(), List.of())),
            List.of("interim analysis 2: the family was reopened for resnet50, frozen"));
    return report(
        Outcome.DONE,
        List.of(),
        new Section(before.dataset(), before.split(), before.rows(), file, null));
  }

  /** The finished study, whose comparison failed. */
  public static Report notCompared() {
    Section before = finished().sections().getFirst();
    return report(
        Outcome.DONE,
        List.of(),
        new Section(
            before.dataset(),
            before.split(),
            before.rows(),
            null,
            new ComparisonFailure(
                "the test predictions of resnet50, seed 1, are not in the artifact store",
                Actor.OPERATOR)));
  }

  private record Made(Contrast contrast) {
    Contrast withNote(String note) {
      Contrast c = contrast;
      return new Contrast(
          c.label(),
          c.first(),
          c.second(),
          c.confirmatory(),
          c.difference(),
          c.standardError(),
          c.lower(),
          c.upper(),
          c.method(),
          c.simultaneousLower(),
          c.simultaneousUpper(),
          c.test(),
          c.p(),
          c.adjustedBy(),
          c.adjustedP(),
          c.discordantUnits(),
          c.margin(),
          c.precision(),
          c.verdict(),
          List.of(note));
    }
  }

  private static Made contrast(
      List<Cell> cells,
      List<String> names,
      int first,
      double difference,
      int discordant,
      double p,
      String verdict,
      boolean confirmatory) {
    return new Made(
        new Contrast(
            names.get(first) + " - " + names.get(0),
            List.of(cells.get(first).cellId()),
            List.of(cells.get(0).cellId()),
            confirmatory,
            difference,
            0.01,
            difference - 0.02,
            difference + 0.02,
            "percentile",
            difference - 0.023,
            difference + 0.023,
            "sign flips over units",
            p,
            "max-T step-down",
            p,
            discordant,
            new MarginTest(0.02, 0.03, 0.02, 0.03, difference - 0.017, difference + 0.017, null),
            0.0314,
            verdict,
            List.of()));
  }

  /** A study that runs: a failed cell, a pending one, subsets, awkward names, synthetic images. */
  public static Report running() {
    String name = "phantom & co_1 100% #2 ~x^y {z} \\n <b>";
    Cell done = cell(name, "mobilenet_v2", WeightsChoice.none(), true, 0.1);
    Cell failed = cell(name, "mobilenet_v2", WeightsChoice.none(), true, 1);
    Cell waiting = cell("later", "mobilenet_v2", WeightsChoice.none(), false, 1);
    return report(
        Outcome.UNFINISHED,
        List.of(),
        section(
            name,
            split(name, true, "image"),
            List.of(
                done(done, metrics(done, 0.8, 0.75, 0.75, 0.8125, List.of())),
                new Row(
                    failed,
                    State.FAILED,
                    "training failed (seed 2): 50% of the memory_limit was asked for | [see log]",
                    Actor.OPERATOR,
                    List.of(),
                    null))),
        section(
            "later",
            null,
            List.of(
                new Row(waiting, State.PENDING, "1 of 2 seeds trained", null, List.of(), null))));
  }

  /** Four data sets, each with six backbones, frozen and fine-tuned, and two seeds. */
  public static Report large() {
    List<Section> sections = new ArrayList<>();
    for (String dataset : List.of("chest_xray", "fundus", "ham10000", "brain_mri")) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Cell cell = cell(dataset, "backbone_number_" + i / 2, WeightsChoice.none(), i % 2 == 0, 1);
        rows.add(done(cell, metrics(cell, 0.9, 0.8 + i / 100.0, 0.8, 0.9, List.of())));
      }
      sections.add(section(dataset, split(dataset, false, "patient"), rows));
    }
    return report(Outcome.DONE, List.of(), sections.toArray(Section[]::new));
  }

  /** The two rows of the original study's example files. */
  public static Report legacy() {
    Cell dino = cell("1_chestxray", "Dino_s", pretrained(), false, 1);
    Cell resnet = cell("1_chestxray", "ResNet", pretrained(), true, 1);
    return report(
        Outcome.DONE,
        List.of(),
        section(
            "1_chestxray",
            split("1_chestxray", false, "patient"),
            List.of(
                done(
                    dino,
                    legacyMetrics(
                        dino,
                        metric("accuracy", 0.91812, 0.91782, 0.91849),
                        metric("precision_weighted", 0.92231, 0.92211, 0.92258),
                        metric("recall_weighted", 0.91812, 0.91782, 0.91849),
                        metric("f1_weighted", 0.91878, 0.91847, 0.91909))),
                done(
                    resnet,
                    legacyMetrics(
                        resnet,
                        metric("accuracy", 0.91818, 0.91792, 0.91851),
                        metric("precision_weighted", 0.92189, 0.92157, 0.92218),
                        metric("recall_weighted", 0.91818, 0.91792, 0.91851),
                        metric("f1_weighted", 0.91891, 0.91861, 0.91919))))));
  }

  /** A section that is not compared. */
  public static Section section(String dataset, @Nullable SplitFacts split, List<Row> rows) {
    return new Section(dataset, split, rows, null, null);
  }

  public static Report report(Outcome outcome, List<String> remarks, Section... sections) {
    return new Report(
        "0123456789ab",
        "chest-xray",
        outcome,
        List.of(1L, 2L),
        Checkpoint.BEST_ACCURACY,
        PLAN,
        2,
        "cpu",
        remarks,
        List.of(sections),
        null);
  }

  public static Cell cell(
      String dataset, String backbone, WeightsChoice weights, boolean frozen, double ratio) {
    return Cell.of(
        dataset,
        backbone,
        weights,
        Preprocessing.imageNet(),
        "linear",
        Recipe.paper(),
        frozen,
        ratio);
  }

  public static WeightsChoice pretrained() {
    return new WeightsChoice(
        "IMAGENET1K_V1",
        ArtifactRef.of(Hash.ofText("weights"), 14, "application/octet-stream"),
        "mobilenet_v2-b0353104.pth");
  }

  public static Row done(Cell cell, MetricsFile metrics) {
    ModelFacts model =
        new ModelFacts(
            1,
            Hash.ofText(cell.cellId()),
            Checkpoint.BEST_ACCURACY,
            7,
            100,
            0.92,
            0.21,
            2_226_434,
            2_562,
            2,
            "cpu",
            "PyTorch 2.7.1",
            Hash.ofText("model of " + cell.cellId()),
            List.of(),
            null,
            null,
            null,
            null);
    return new Row(cell, State.DONE, null, null, List.of(model), metrics);
  }

  public static SplitFacts split(String dataset, boolean synthetic, String groupKind) {
    return new SplitFacts(
        Hash.ofText("split of " + dataset),
        Hash.ofText("version of " + dataset),
        "kermany",
        7,
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        CLASSES,
        groupKind,
        synthetic,
        new SplitFacts.PartSize(400, 210, List.of(190, 210)),
        new SplitFacts.PartSize(100, 50, List.of(48, 52)),
        new SplitFacts.PartSize(200, 120, List.of(80, 120)),
        Map.of("truncated JPEG", 2, "not an image", 1),
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  public static MetricsFile metrics(
      Cell cell,
      double validation,
      double accuracy,
      double balanced,
      @Nullable Double auroc,
      List<String> warnings) {
    List<Metric> test = new ArrayList<>();
    test.add(metric("accuracy", accuracy, accuracy - 0.0204, accuracy + 0.0196));
    test.add(metric("balanced_accuracy", balanced, balanced - 0.03, balanced + 0.03));
    test.add(metric("precision_weighted", 0.9, 0.88, 0.92));
    test.add(metric("recall_weighted", accuracy, accuracy - 0.0204, accuracy + 0.0196));
    test.add(metric("f1_weighted", accuracy - 0.001, accuracy - 0.02, accuracy + 0.02));
    test.add(
        auroc == null
            ? new Metric(
                "auroc", null, null, null, null, List.of(), null, 0, "all scores are equal")
            : metric("auroc", auroc, auroc - 0.02, auroc + 0.02));
    return file(cell, test, validation, warnings);
  }

  private static MetricsFile legacyMetrics(Cell cell, Metric... test) {
    return file(cell, List.of(test), 0.95, List.of());
  }

  private static MetricsFile file(
      Cell cell, List<Metric> test, double validation, List<String> warnings) {
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        Hash.ofText("evaluation of " + cell.cellId()),
        new EvaluatedData(
            cell.dataset(),
            CLASSES,
            "PNEUMONIA",
            "patient",
            false,
            200,
            120,
            List.of(80, 120),
            100),
        List.of(1L, 2L),
        PLAN,
        new CellMetrics(
            test,
            List.of(
                new Metric(
                    "accuracy",
                    validation,
                    null,
                    null,
                    null,
                    List.of(validation, validation),
                    0.0,
                    0,
                    null)),
            List.of(
                plain("accuracy", 0.6),
                plain("balanced_accuracy", 0.5),
                plain("f1_weighted", 0.45),
                plain("auroc", 0.5))),
        Map.of(
            1L,
            List.of(List.of(70, 10), List.of(6, 114)),
            2L,
            List.of(List.of(70, 10), List.of(6, 114))),
        warnings,
        null,
        null,
        null);
  }

  public static Metric metric(String name, double point, double lower, double upper) {
    return new Metric(
        name,
        point,
        lower,
        upper,
        "percentile",
        List.of(point - 0.004, point + 0.004),
        0.005657,
        0,
        null);
  }

  private static Metric plain(String name, double point) {
    return new Metric(name, point, null, null, null, List.of(point), null, 0, null);
  }
}
