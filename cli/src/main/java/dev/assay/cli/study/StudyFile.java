// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.StudyReader;
import dev.assay.contracts.study.StudyReader.ReadStudy;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.layout.Layout;
import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A study file without faults.
 *
 * @param text the unchanged contents; the services read it, too
 * @param warnings what its author should change, such as keys under an earlier name
 */
public record StudyFile(Path file, String text, StudySpec spec, List<String> warnings) {

  /**
   * @throws CliException with every fault
   */
  public static StudyFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw CliException.badInput(file + " is a folder; give a study file (YAML or JSON)");
    }
    if (!Files.isRegularFile(file)) {
      throw CliException.badInput("there is no study file " + file);
    }
    try {
      String text = Files.readString(file);
      ReadStudy read =
          new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet()).readWithWarnings(text);
      return new StudyFile(file, text, read.spec(), read.warnings());
    } catch (FaultException e) {
      throw CliException.badInput(file.toString(), e.faults());
    } catch (CharacterCodingException e) {
      throw CliException.badInput(file + " is not text in UTF-8");
    } catch (IOException e) {
      throw CliException.badInput(file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * The same study without some data sets and external sets.
   *
   * @throws CliException with the faults that this leads to, such as that no data set is left
   */
  public StudyFile without(List<String> datasets) {
    try {
      String less = StudyReader.without(text, datasets);
      ReadStudy read =
          new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet()).readWithWarnings(less);
      return new StudyFile(file, less, read.spec(), read.warnings());
    } catch (FaultException e) {
      throw CliException.badInput(file.toString(), e.faults());
    }
  }

  /** The folder to which paths in the file are relative. */
  Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
