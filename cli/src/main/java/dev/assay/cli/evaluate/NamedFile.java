// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of predictions and the name of its model. Several files of one model are its training
 * seeds.
 *
 * @param model name of the model in tables
 */
public record NamedFile(String model, Path file) {

  /**
   * Reads {@code [MODEL=]FILE} arguments. Without a model name it is the name of the file or, if
   * files of several folders have the same name as in the original study, that of its folder. A
   * folder with the exported predictions of one data set is the files of its models; one of several
   * data sets stays a folder.
   *
   * @throws CliException if names are needed and not given
   */
  public static List<NamedFile> of(List<String> arguments) {
    List<@Nullable String> given = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      boolean named = equals > 0 && !Files.exists(Path.of(argument));
      given.add(named ? argument.substring(0, equals) : null);
      files.add(Path.of(named ? argument.substring(equals + 1) : argument));
    }
    List<Path> unnamed = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (given.get(i) == null && !Files.isDirectory(files.get(i))) {
        unnamed.add(files.get(i));
      }
    }
    boolean byFile = distinct(unnamed.stream().map(NamedFile::stem).toList());
    boolean byFolder = distinct(unnamed.stream().map(NamedFile::folder).toList());
    if (!byFile && !byFolder) {
      throw CliException.badInput(
          "two files have the same name and folders of the same name; name their models with"
              + " MODEL=FILE");
    }
    List<NamedFile> all = new ArrayList<>();
    List<NamedFile> fromFolders = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      @Nullable String name = given.get(i);
      Path file = files.get(i);
      if (Files.isDirectory(file)) {
        List<NamedFile> exported = exported(name, file);
        refuseTwice(exported, all);
        fromFolders.addAll(exported);
        all.addAll(exported);
      } else {
        NamedFile one =
            new NamedFile(name != null ? name : byFile ? stem(file) : folder(file), file);
        refuseTwice(List.of(one), fromFolders);
        all.add(one);
      }
    }
    return all;
  }

  private static List<NamedFile> exported(@Nullable String name, Path folder) {
    if (name != null) {
      throw CliException.badInput(
          "%s=%s: the models of an exported study have names; give the folder without one"
              .formatted(name, folder));
    }
    return ExportedModels.of(folder).orElse(List.of(new NamedFile(stem(folder), folder)));
  }

  /** The seeds of a model of one study are not further seeds of a model of another. */
  private static void refuseTwice(List<NamedFile> exported, List<NamedFile> others) {
    for (NamedFile file : exported) {
      for (NamedFile other : others) {
        if (other.model().equals(file.model())) {
          throw CliException.badInput(
              "%s and %s both have a model '%s'; name the files of one of them with MODEL=FILE"
                  .formatted(other.file(), file.file(), file.model()));
        }
      }
    }
  }

  private static boolean distinct(List<String> names) {
    return new HashSet<>(names).size() == names.size();
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String folder(Path file) {
    @Nullable Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? "" : String.valueOf(parent.getFileName());
  }
}
