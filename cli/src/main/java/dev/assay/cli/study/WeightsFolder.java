// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.study.Pretrained;
import dev.assay.contracts.study.StudySpec;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.imported.ImportedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The weights files in a folder that a study uses. A folder is read as people keep one: a file of a
 * backbone that nobody asks for, of one that is not known, or a damaged one is passed over and
 * named. Only what the study asks for must be right.
 *
 * @param files the files of a backbone in the order in which they are preferred
 * @param models the imported models of the study that are here, in its order
 * @param notes which files are not used, and why
 */
public record WeightsFolder(
    List<WeightsFile> files, List<ImportedFile> models, List<String> notes) {

  public WeightsFolder {
    files = List.copyOf(files);
    models = List.copyOf(models);
    notes = List.copyOf(notes);
  }

  /** Without imported models. */
  public WeightsFolder(List<WeightsFile> files, List<String> notes) {
    this(files, List.of(), notes);
  }

  /**
   * Reads the weights files of the folder that the study can use. If a backbone has several files
   * and the study does not say which, a safetensors file is preferred, then the first by name.
   *
   * @param folder value of {@code --weights}
   * @param standard the folder that is searched without {@code --weights}; it need not exist
   * @throws CliException if a file that the study asks for cannot be used, or if there are files
   *     and none can be used; it names each of them
   */
  public static WeightsFolder find(@Nullable Path folder, Path standard, StudySpec study) {
    WeightsFolder none = new WeightsFolder(List.of(), List.of(), List.of());
    if (study.pretrained().isRandom() && study.models().isEmpty()) {
      return none;
    }
    Path searched = folder == null ? standard : folder;
    if (folder == null && !Files.isDirectory(standard)) {
      return none;
    }
    // A study of models alone, or with random weights, uses no weights of backbones.
    boolean onlyModels =
        study.pretrained().isRandom() || study.backbones().isEmpty() && !study.availableBackbones();
    WeightsFolder networks = onlyModels ? none : find(searched, study);
    return new WeightsFolder(networks.files(), models(searched, study), networks.notes());
  }

  private static List<ImportedFile> models(Path folder, StudySpec study) {
    List<ImportedFile> models = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (String name : study.models()) {
      try {
        Optional<Path> file = ImportedFile.find(folder.toAbsolutePath().normalize(), name);
        if (file.isPresent()) {
          models.add(ImportedFile.inspect(file.get()));
        }
      } catch (WeightsException e) {
        faults.add(new Fault("models", name, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        faults.add(new Fault("models", name, "cannot be read: " + e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw CliException.badInput(folder.toString(), faults);
    }
    return models;
  }

  private static WeightsFolder find(Path folder, StudySpec study) {
    if (!Files.isDirectory(folder)) {
      throw CliException.badInput(
          "--weights",
          List.of(
              new Fault(
                  "--weights", folder.toString(), "there is no such folder on this machine")));
    }
    Map<String, List<WeightsFile>> networks = new LinkedHashMap<>();
    List<WeightsFile> heads = new ArrayList<>();
    List<Unusable> unusable = new ArrayList<>();
    for (Path file : candidates(folder)) {
      if (isForOthers(file, study)) {
        continue;
      }
      try {
        WeightsFile weights = WeightsFile.inspect(file);
        if (!study.availableBackbones() && !study.backbones().contains(weights.backbone())) {
          continue;
        }
        if (weights.headLayers() > 0) {
          heads.add(weights);
        } else {
          networks.computeIfAbsent(weights.backbone(), name -> new ArrayList<>()).add(weights);
        }
      } catch (WeightsException e) {
        unusable.add(Unusable.of(file, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        unusable.add(Unusable.of(file, "cannot be read: " + e.getMessage()));
      }
    }
    refuseWhatIsAskedFor(folder, study, networks, unusable);
    List<String> notes = new ArrayList<>();
    unusable.forEach(file -> notes.add(file.fault().line()));
    List<WeightsFile> used = new ArrayList<>(heads);
    networks.forEach((backbone, files) -> used.addAll(used(study, files, notes)));
    return new WeightsFolder(used, List.of(), notes);
  }

  /**
   * A file that cannot be used.
   *
   * @param backbone that its description or its official name says; absent: nothing says it
   */
  private record Unusable(Path file, Optional<String> backbone, String reason) {
    static Unusable of(Path file, String reason) {
      return new Unusable(file, WeightsFile.statedBackbone(file), reason);
    }

    Fault fault() {
      return new Fault(file.toString(), null, reason);
    }

    boolean isAskedFor(StudySpec study, Map<String, List<WeightsFile>> networks) {
      boolean named = study.pretrained().fileNames().contains(file.getFileName().toString());
      List<String> missing =
          study.backbones().stream().filter(name -> !networks.containsKey(name)).toList();
      // A file that says nothing about itself may be the one that is missing.
      boolean maybeMissing = backbone.map(missing::contains).orElse(!missing.isEmpty());
      return named || (study.pretrained().needsFileOfEach() && maybeMissing);
    }
  }

  private static void refuseWhatIsAskedFor(
      Path folder,
      StudySpec study,
      Map<String, List<WeightsFile>> networks,
      List<Unusable> unusable) {
    boolean noneLeft = study.availableBackbones() && networks.isEmpty();
    List<Fault> faults =
        unusable.stream()
            .filter(file -> noneLeft || file.isAskedFor(study, networks))
            .map(Unusable::fault)
            .toList();
    if (!faults.isEmpty()) {
      throw CliException.badInput(folder.toString(), faults);
    }
  }

  /** The files of one backbone that the study uses; all others get a note. */
  private static List<WeightsFile> used(
      StudySpec study, List<WeightsFile> files, List<String> notes) {
    List<WeightsFile> used = new ArrayList<>();
    for (WeightsFile file : files) {
      String name = file.file().getFileName().toString();
      boolean chosen =
          study.pretrained().choices().stream()
              .anyMatch(
                  choice ->
                      switch (choice.weights()) {
                        case Pretrained.ALL -> true;
                        case Pretrained.IMAGENET -> file.equals(files.getFirst());
                        default -> choice.weights().equals(name);
                      });
      if (chosen) {
        used.add(file);
      } else {
        notes.add(
            used.isEmpty()
                ? "%s is not used: the study does not ask for it".formatted(name)
                : "%s is not used: %s is taken for %s; pretrained: all takes both"
                    .formatted(name, used.getFirst().file().getFileName(), file.backbone()));
      }
    }
    return used;
  }

  /**
   * A description or an official name says the backbone, so a file of another need not be read. One
   * of an unknown backbone is read nevertheless, because that may be a slip of the pen.
   */
  private static boolean isForOthers(Path file, StudySpec study) {
    String name = String.valueOf(file.getFileName());
    if (study.pretrained().fileNames().contains(name)) {
      return false;
    }
    boolean unneededHead =
        OfficialWeights.byFileName(name)
            .filter(w -> w.content() == OfficialWeights.Content.HEAD)
            .filter(w -> !study.heads().contains(WeightsChoice.CLASSIFIER_HEAD))
            .isPresent();
    boolean other =
        WeightsFile.statedBackbone(file)
            .filter(backbone -> BackboneCatalogue.find(backbone).isPresent())
            .filter(
                backbone -> !study.availableBackbones() && !study.backbones().contains(backbone))
            .isPresent();
    return unneededHead || other;
  }

  private static List<Path> candidates(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(WeightsFile::isCandidate)
          .sorted(
              Comparator.comparing((Path file) -> !file.toString().endsWith(".safetensors"))
                  .thenComparing(Comparator.naturalOrder()))
          .map(file -> file.toAbsolutePath().normalize())
          .toList();
    } catch (IOException e) {
      throw CliException.badInput(folder + " cannot be listed: " + e.getMessage());
    }
  }

  /** The backbones that a study names and for which this folder has no weights. */
  public List<String> missing(StudySpec study) {
    if (!study.pretrained().needsFileOfEach()) {
      return List.of();
    }
    List<String> there = backbones();
    // Models are no official files; what is known of a missing one is said by the dry run.
    return study.backbones().stream().filter(name -> !there.contains(name)).toList();
  }

  /** The backbones whose networks are here, in the order of their files. */
  List<String> backbones() {
    return files.stream()
        .filter(file -> file.headLayers() == 0)
        .map(WeightsFile::backbone)
        .distinct()
        .toList();
  }

  /** The networks of a backbone, the usual one first. */
  List<WeightsFile> networks(String backbone) {
    return files.stream()
        .filter(file -> file.headLayers() == 0 && file.backbone().equals(backbone))
        .toList();
  }

  /** An imported model of the study, if it is here. */
  Optional<ImportedFile> model(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** The JSON file that describes a file of weights or of a model, for the server. */
  public static Optional<Path> description(Path file) {
    Path json = file.resolveSibling(file.getFileName() + ".json");
    return Optional.of(json).filter(Files::isRegularFile);
  }
}
