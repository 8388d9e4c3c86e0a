// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody must know who uses a model of an export: Markdown. */
final class ModelCard {
  private final StringBuilder out = new StringBuilder();

  private ModelCard() {}

  /**
   * @param row the row of the report that the run belongs to
   * @param example whether a loading example lies beside the card
   */
  static String of(
      Report report,
      Report.Row row,
      ModelManifest model,
      @Nullable SplitPublished split,
      boolean example) {
    return new ModelCard().card(report, row, model, split, example);
  }

  private String card(
      Report report,
      Report.Row row,
      ModelManifest model,
      @Nullable SplitPublished split,
      boolean example) {
    Optional<BackboneEntry> backbone = BackboneCatalogue.find(model.run().backbone());
    WeightsChoice choice = model.run().imported();
    ImportedModel imported = choice == null ? null : choice.model();
    String title =
        imported != null
            ? plain(imported.title())
            : backbone.map(BackboneEntry::title).orElse(model.run().backbone());
    line(
        "# %s, %s, on %s, seed %d",
        title, model.run().trainingLabel(), plain(row.cell().dataset()), model.run().seed());
    line("");
    line("One model of the study %s (%s), made by Assay.", plain(report.name()), report.studyId());
    if (split != null && split.synthetic()) {
      line("");
      line("**The images of this data set are drawn by a program. The model is of no use.**");
    }
    line("");
    line("## Use");
    line("");
    line("For research: to repeat and to compare. It is not a medical device and must not be used");
    line("for diagnosis. It was tested on the test part of one data set only, so nothing is known");
    line("about images from other devices, places or groups of patients.");
    line("");
    line("## Network");
    line("");
    item("architecture", title + backbone.map(entry -> " (" + entry.paper() + ")").orElse(""));
    if (imported != null) {
      item(
          "features",
          imported.isOnnx()
              ? "of an ONNX file that is not part of this model; the head alone is saved here"
              : "computed by their owner; the head alone is saved here");
      item(
          "licence of these weights",
          imported.licence() == null ? "not stated" : plain(imported.licence()));
    }
    item("head", model.run().head());
    item("trained", trained(model.run()));
    item("started from", model.run().weightsSource());
    if (model.run().weightsSha256() != null) {
      item("sha256 of these weights", model.run().weightsSha256());
      backbone
          .flatMap(entry -> entry.files().stream().filter(file -> isFile(file, model)).findFirst())
          .ifPresent(file -> item("licence of these weights", file.licence()));
    }
    item(
        "parameters",
        "%d, of them trained %d"
            .formatted(model.size().parameters(), model.size().trainableParameters()));
    item(
        model.isOfFindings()
            ? "findings, in the order of the outputs, of which an image may show several (the"
                + " sigmoid of each output is the probability of one)"
            : "classes, in the order of the outputs",
        plain(String.join(", ", model.classes())));
    item("input", input(model.run().preprocessing()));
    line("");
    line("## Training");
    line("");
    item(
        "recipe",
        "%s: %s, learning rate %s, batches of %d, %d epochs trained"
            .formatted(
                model.run().recipe().name(),
                model.run().recipe().optimizer(),
                Figures.exact(model.run().recipe().learningRate()),
                model.run().recipe().batchSize(),
                model.history().size()));
    item(
        "kept",
        (model.isOfFindings()
                ? "epoch %d, chosen on the validation images (of their known findings %s are on the"
                    + " right side of a half, loss %s)"
                : "epoch %d, chosen on the validation images (accuracy %s, loss %s)")
            .formatted(
                model.best().epoch(),
                Figures.shown(model.best().validationAccuracy()),
                Figures.shown(model.best().validationLoss())));
    item("share of the training images", Figures.percent(model.run().subsetRatio()) + " %");
    item(
        "computed with",
        "%s, %s, %d threads"
            .formatted(
                model.platform().engine(), model.platform().deviceClass(), model.run().threads()));
    model.deviations().forEach(deviation -> item("deviation from the recipe", plain(deviation)));
    line("");
    line("## Results on the test images");
    line("");
    row.metrics().ifPresentOrElse(this::results, () -> line("The row has no metrics."));
    line("");
    line("## Provenance");
    line("");
    item("run key", model.run().runKey());
    item("sha256 of model.safetensors", model.modelSha256());
    if (split != null) {
      item("split", split.splitId());
    }
    line("");
    line(
        example
            ? "`load.py IMAGE` loads the model with PyTorch and prints the probabilities of an"
                + " image."
            : "No example: the head of this model is no single linear layer, so that other software"
                + " has no such network. `model.json` and the names of the tensors describe it.");
    return out.toString();
  }

  private static boolean isFile(dev.assay.weights.OfficialWeights file, ModelManifest model) {
    String sha256 = model.run().weightsSha256();
    return sha256 != null
        && !file.sha256Prefix().isEmpty()
        && sha256.startsWith(file.sha256Prefix());
  }

  private void results(MetricsFile file) {
    line(
        "%d images of %d groups (%s). Means over %d seeds, of which this model is one; intervals of"
            + " %s %%.",
        file.data().images(),
        file.data().groups(),
        file.data().groupKind(),
        file.seeds().size(),
        Figures.percent(file.plan().confidence()));
    line("");
    line("| metric | value | interval |");
    line("|---|---|---|");
    for (Metric metric : file.metrics().test()) {
      line(
          "| %s | %s | %s |",
          PaperNames.metric(metric.name()),
          Figures.shown(metric.point()),
          Figures.interval(metric.lower(), metric.upper()).orElse(""));
    }
    List<FindingMetrics> findings = file.findings();
    if (findings != null) {
      findings(findings);
    }
  }

  private void findings(List<FindingMetrics> findings) {
    line("");
    line("These are means over the findings that have a value. Each finding by itself, among the");
    line("images for which it is known:");
    line("");
    line("| finding | present | absent | not known | metric | value | interval |");
    line("|---|---|---|---|---|---|---|");
    for (FindingMetrics finding : findings) {
      for (Metric metric : finding.test()) {
        line(
            "| %s | %d | %d | %d | %s | %s | %s |",
            plain(finding.finding()),
            finding.present(),
            finding.absent(),
            finding.unknown(),
            PaperNames.metric(metric.name()),
            Figures.shown(metric.point()),
            Figures.interval(metric.lower(), metric.upper()).orElse(""));
      }
    }
    for (FindingMetrics finding : findings) {
      String why = finding.leftOut();
      if (why != null) {
        line("");
        line("%s has no value and is not in the means: %s.", plain(finding.finding()), plain(why));
      }
    }
  }

  private static String trained(RunSettings run) {
    Adaptation part = run.recipe().adaptation();
    return part != null ? part.sentence() : run.frozen() ? "the head alone" : "all layers";
  }

  private static String input(Preprocessing of) {
    String sides = of.squashes() ? of.sides() : "the " + of.sides();
    return "RGB, %s resized to %d pixels (%s)%s, centre of %d x %d, (x / 255 - %s) / %s"
        .formatted(
            sides,
            of.resize(),
            of.interpolation(),
            of.padding(),
            of.crop(),
            of.crop(),
            of.mean(),
            of.std());
  }

  private void item(String name, String value) {
    line("- %s: %s", name, value);
  }

  private void line(String format, Object... values) {
    out.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }

  /** A name from a person on one line and without markup. */
  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }
}
