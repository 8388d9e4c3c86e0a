// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the backbones of a study start from, once it is known which weights files there are. The
 * command line plans a dry run with it and data-service the study, so both have the same rows.
 *
 * @param starts in the order of the rows: all of the first backbone, then those of the second
 * @param withoutFile the backbones and the models that need a file and have none
 * @param unknownFiles names of files that the study asks for and that no backbone of it has
 */
public record Starts(
    List<Cells.Start> starts, List<String> withoutFile, List<String> unknownFiles) {

  /**
   * A weights file of a backbone.
   *
   * @param weights with the name of the file
   * @param preprocessing of these weights
   */
  public record File(WeightsChoice weights, Preprocessing preprocessing) {}

  public Starts {
    starts = List.copyOf(starts);
    withoutFile = List.copyOf(withoutFile);
    unknownFiles = List.copyOf(unknownFiles);
  }

  /**
   * @param backbones in the order of the rows
   * @param files of a backbone or a model, the usual one first
   * @param standard preprocessing of a backbone with random weights
   */
  public static Starts of(
      StudySpec study,
      List<String> backbones,
      Function<String, List<File>> files,
      Function<String, Preprocessing> standard) {
    List<Cells.Start> starts = new ArrayList<>();
    List<String> withoutFile = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(study.pretrained().fileNames());
    for (String backbone : backbones) {
      List<File> there = files.apply(backbone);
      there.forEach(file -> unknown.remove(file.weights().fileName()));
      if (there.isEmpty() && study.pretrained().needsFileOfEach()) {
        withoutFile.add(backbone);
      }
      starts.addAll(named(ofBackbone(study, backbone, distinct(there), standard.apply(backbone))));
    }
    for (String model : study.models()) {
      List<File> there = files.apply(model);
      if (there.isEmpty()) {
        withoutFile.add(model);
      }
      there.stream().limit(1).map(file -> modelStart(model, file)).forEach(starts::add);
    }
    return new Starts(starts, withoutFile, List.copyOf(unknown));
  }

  /**
   * What the models of a study cannot do, once it is known what they are, and image sizes that a
   * backbone does not take.
   *
   * @return empty if there is nothing
   */
  public List<Fault> impossible(StudySpec study, Abilities abilities) {
    List<Fault> faults = new ArrayList<>(refusedSizes(study, abilities));
    faults.addAll(refusedTraining(study, abilities));
    Map<String, String> titles = new HashMap<>();
    for (Cells.Start start : starts) {
      ImportedModel model = start.weights().model();
      String other = model == null ? null : titles.putIfAbsent(model.title(), start.backbone());
      if (other != null) {
        faults.add(
            new Fault(
                "models",
                start.backbone(),
                "has the title '%s', as model '%s' has; give them different titles, so that their rows can be told apart"
                    .formatted(model.title(), other)));
      }
    }
    StudySpec.OnNewData onNewData = study.onNewData();
    if (onNewData == null) {
      return List.copyOf(faults);
    }
    starts.stream()
        .filter(start -> start.weights().model() != null && !start.weights().model().isOnnx())
        .map(
            start ->
                new Fault(
                    "on-new-data",
                    onNewData.label(),
                    "cannot be used with model '%s': its file has the features of the images of today, and nothing computes those of images that arrive later; leave out the model, or on-new-data"
                        .formatted(start.backbone())))
        .forEach(faults::add);
    return List.copyOf(faults);
  }

  private List<Fault> refusedSizes(StudySpec study, Abilities abilities) {
    Set<Fault> faults = new LinkedHashSet<>();
    for (Cells.Start start : starts) {
      int multiple =
          start.weights().model() == null ? abilities.inputMultiple(start.backbone()) : 1;
      for (Preprocessing input : Cells.sizes(study, start)) {
        int side = input.crop();
        if (side % multiple != 0) {
          int below = Math.max(1, side / multiple) * multiple;
          faults.add(
              new Fault(
                  "image-size",
                  String.valueOf(side),
                  "is no size of '%s', whose patches need a crop that is a multiple of %d, such as %d or %d; a size may name its backbones"
                      .formatted(start.backbone(), multiple, below, below + multiple)));
        }
      }
    }
    return List.copyOf(faults);
  }

  private List<Fault> refusedTraining(StudySpec study, Abilities abilities) {
    Set<Fault> faults = new LinkedHashSet<>();
    for (Cells.Start start : starts) {
      List<Training> kinds = start.training().isEmpty() ? study.training() : start.training();
      for (Training kind : kinds) {
        Adaptation part = start.weights().model() == null ? kind.adaptation() : null;
        String backbone = start.backbone();
        Integer last = part == null ? null : part.lastBlocks();
        if (last != null && last > abilities.blocks(backbone)) {
          faults.add(
              new Fault(
                  "training",
                  "last-blocks: " + last,
                  "is more than '%s' has: %d %s"
                      .formatted(
                          backbone, abilities.blocks(backbone), abilities.blocksName(backbone))));
        }
        if (part != null && part.lora() != null && !abilities.hasAttention(backbone)) {
          faults.add(
              new Fault(
                  "training",
                  "lora",
                  "is for the attention of transformers, which '%s' has not; use last-blocks, or leave out the backbone"
                      .formatted(backbone)));
        }
      }
    }
    return List.copyOf(faults);
  }

  /** What is known of backbones by their names, wherever they are declared. */
  public interface Abilities {
    /** Of which the sides of an input must be multiples; 1 for any side. */
    int inputMultiple(String backbone);

    /** Number of blocks or stages, of which the last may be trained. */
    int blocks(String backbone);

    /** What these are called. */
    String blocksName(String backbone);

    /** Whether low-rank matrices can be added to its attention. */
    boolean hasAttention(String backbone);
  }

  private static Cells.Start modelStart(String model, File file) {
    return new Cells.Start(model, file.weights(), file.preprocessing(), List.of(Training.FROZEN));
  }

  /** A file under two names is one start. */
  private static List<File> distinct(List<File> files) {
    Map<String, File> byHash = new LinkedHashMap<>();
    files.forEach(file -> byHash.putIfAbsent(file.weights().identity(), file));
    return List.copyOf(byHash.values());
  }

  private static List<Cells.Start> ofBackbone(
      StudySpec study, String backbone, List<File> files, Preprocessing standard) {
    List<Cells.Start> starts = new ArrayList<>();
    Map<String, Set<Training>> taken = new HashMap<>();
    for (Pretrained.Choice choice : study.pretrained().choices()) {
      for (File file : chosen(choice, files, standard)) {
        List<Training> training =
            new ArrayList<>(choice.training().isEmpty() ? study.training() : choice.training());
        // The same weights may be chosen in two ways, as the usual file and by its name.
        Set<Training> before =
            taken.computeIfAbsent(file.weights().identity(), identity -> new HashSet<>());
        training.removeAll(before);
        before.addAll(training);
        if (!training.isEmpty()) {
          starts.add(new Cells.Start(backbone, file.weights(), file.preprocessing(), training));
        }
      }
    }
    return starts;
  }

  private static List<File> chosen(
      Pretrained.Choice choice, List<File> files, Preprocessing standard) {
    return switch (choice.weights()) {
      case Pretrained.NONE -> List.of(new File(WeightsChoice.none(), standard));
      case Pretrained.IMAGENET -> files.stream().limit(1).toList();
      case Pretrained.ALL -> files;
      default ->
          files.stream()
              .filter(file -> choice.weights().equals(file.weights().fileName()))
              .limit(1)
              .toList();
    };
  }

  /** Where two files of a backbone say that they are of the same origin, their names differ. */
  private static List<Cells.Start> named(List<Cells.Start> starts) {
    Map<String, Set<String>> identities = new HashMap<>();
    starts.forEach(
        start ->
            identities
                .computeIfAbsent(start.weights().source(), source -> new TreeSet<>())
                .add(start.weights().identity()));
    return starts.stream()
        .map(
            start ->
                identities.getOrDefault(start.weights().source(), Set.of()).size() > 1
                    ? start.withSource(
                        "%s (%s)".formatted(start.weights().source(), start.weights().fileName()))
                    : start)
        .toList();
  }
}
