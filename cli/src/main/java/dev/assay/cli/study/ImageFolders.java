// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.cli.Suggestions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.source.Archives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders or archives on this machine with the images of a study's data sets.
 *
 * @param byDataset folders or archives by data set; data sets that only the server has are missing
 */
public record ImageFolders(Map<String, Path> byDataset) {
  private static final String OPTION = "--images";

  public ImageFolders {
    byDataset = Map.copyOf(byDataset);
  }

  /**
   * @param given values of {@code --images}: a folder, or {@code name=folder} for each data set
   * @param known data sets that need no folder, because the server has them
   * @throws CliException if folders are missing; it names each of them
   */
  public static ImageFolders resolve(StudyFile study, List<String> given, List<String> known) {
    List<Fault> faults = new ArrayList<>();
    Map<String, String> options = options(study.spec(), given, faults);
    Map<String, Path> folders = new LinkedHashMap<>();
    for (ImageSet dataset : ImageSet.of(study.spec())) {
      Optional<String> option = Optional.ofNullable(options.get(dataset.name()));
      String field = option.isPresent() ? OPTION : dataset.at() + ".images";
      Optional<Path> folder =
          option
              .map(Path::of)
              .or(() -> Optional.ofNullable(dataset.images()).map(study.folder()::resolve))
              .map(path -> path.toAbsolutePath().normalize());
      if (folder.isPresent()
          && (Files.isDirectory(folder.get()) || UnpackedImages.isArchive(folder.get()))) {
        folders.put(dataset.name(), folder.get());
      } else if (folder.isPresent()) {
        faults.add(
            new Fault(
                field,
                folder.get().toString(),
                "there is no such folder on this machine, nor " + Archives.ACCEPTED));
      } else if (!known.contains(dataset.name())) {
        faults.add(
            new Fault(
                field,
                null,
                "no folder of images is given for '%s'; add it to the study, or give %s %s=FOLDER"
                    .formatted(dataset.name(), OPTION, dataset.name())));
      }
    }
    if (!faults.isEmpty()) {
      throw CliException.badInput(study.file().toString(), faults);
    }
    return new ImageFolders(folders);
  }

  private static Map<String, String> options(
      StudySpec spec, List<String> given, List<Fault> faults) {
    List<String> names = ImageSet.of(spec).stream().map(ImageSet::name).toList();
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : given) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? "" : option.substring(0, equals);
      if (names.contains(name)) {
        options.put(name, option.substring(equals + 1));
      } else if (names.size() == 1
          && given.size() == 1
          && equals > 0
          && !name.contains("/")
          && !Files.exists(Path.of(option))) {
        faults.add(
            new Fault(
                OPTION,
                option,
                "'%s' is no data set of this study, which has %s%s"
                    .formatted(name, names.getFirst(), Suggestions.of(name, names))));
      } else if (names.size() == 1 && given.size() == 1) {
        options.put(names.getFirst(), option);
      } else {
        faults.add(
            new Fault(
                OPTION,
                option,
                "must say whose images these are: NAME=FOLDER with NAME one of "
                    + String.join(", ", names)));
      }
    }
    return options;
  }
}
