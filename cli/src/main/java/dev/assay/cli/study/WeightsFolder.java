// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.study.StudySpec;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
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
 * The weights files in a folder that a study can use: one for each backbone.
 *
 * @param files the files, in the order of the first file of each backbone
 * @param notes which files are not used, and why
 */
public record WeightsFolder(List<WeightsFile> files, List<String> notes) {

  public WeightsFolder {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /**
   * Reads every weights file of the folder. If a backbone has several files, a safetensors file is
   * preferred, then the first by name. A file that cannot be used is a fault, unless the study
   * names its backbones and each of them has another file.
   *
   * @param folder value of {@code --weights}
   * @param standard the folder that is searched without {@code --weights}; it need not exist
   * @throws CliException if files cannot be used; it names each of them
   */
  public static WeightsFolder find(@Nullable Path folder, Path standard, StudySpec study) {
    if (StudySpec.NONE.equals(study.pretrained())) {
      return new WeightsFolder(List.of(), List.of());
    }
    if (folder != null) {
      return find(folder, study);
    }
    return Files.isDirectory(standard)
        ? find(standard, study)
        : new WeightsFolder(List.of(), List.of());
  }

  private static WeightsFolder find(Path folder, StudySpec study) {
    if (!Files.isDirectory(folder)) {
      throw CliException.badInput(
          "--weights",
          List.of(
              new Fault(
                  "--weights", folder.toString(), "there is no such folder on this machine")));
    }
    Map<String, WeightsFile> chosen = new LinkedHashMap<>();
    List<WeightsFile> heads = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
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
          continue;
        }
        WeightsFile before = chosen.putIfAbsent(weights.backbone(), weights);
        if (before != null) {
          notes.add(
              "%s is not used: %s is taken for %s"
                  .formatted(file.getFileName(), before.file().getFileName(), weights.backbone()));
        }
      } catch (WeightsException e) {
        faults.add(new Fault(file.toString(), null, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        faults.add(new Fault(file.toString(), null, "cannot be read: " + e.getMessage()));
      }
    }
    boolean allChosen =
        !study.availableBackbones() && chosen.keySet().containsAll(study.backbones());
    if (!faults.isEmpty() && !allChosen) {
      throw CliException.badInput(folder.toString(), faults);
    }
    faults.forEach(fault -> notes.add(fault.line()));
    heads.addAll(chosen.values());
    return new WeightsFolder(heads, notes);
  }

  /**
   * The names of official files say their backbone, so files of other backbones need not be read.
   */
  private static boolean isForOthers(Path file, StudySpec study) {
    return OfficialWeights.byFileName(String.valueOf(file.getFileName()))
        .filter(
            w ->
                w.content() == OfficialWeights.Content.HEAD
                        && !study.heads().contains(WeightsChoice.CLASSIFIER_HEAD)
                    || !study.availableBackbones() && !study.backbones().contains(w.backbone()))
        .isPresent();
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
    if (StudySpec.NONE.equals(study.pretrained())) {
      return List.of();
    }
    List<String> there =
        files.stream().filter(f -> f.headLayers() == 0).map(WeightsFile::backbone).toList();
    return study.backbones().stream().filter(name -> !there.contains(name)).toList();
  }

  /** The JSON file that describes a weights file, for the server. */
  public static Optional<Path> description(WeightsFile weights) {
    Path json = weights.file().resolveSibling(weights.file().getFileName() + ".json");
    return Optional.of(json).filter(Files::isRegularFile);
  }
}
