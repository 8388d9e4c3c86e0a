// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.PartFolders.ClassFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paediatric chest X-rays of Kermany et al. (doi:10.17632/rscbjbr9sj) as published: {@code
 * train|val|test / NORMAL|PNEUMONIA / file}, with patients in the file names. In the names on
 * Kaggle the numbers of the test folder start again; val was taken from train and keeps the numbers
 * of train. In those on Mendeley the middle number is the patient. A person with a bacterial and a
 * viral image is one patient.
 */
public final class KermanyLayout implements Layout {
  static final String NAME = "kermany";
  private static final SortedSet<String> CLASSES = new TreeSet<>(List.of("NORMAL", "PNEUMONIA"));
  private static final Pattern PNEUMONIA =
      Pattern.compile("(person\\d+)_(?:bacteria|virus)_\\d+\\..+");
  private static final Pattern NORMAL = Pattern.compile("((?:NORMAL\\d*-)?IM-\\d+)-.+");

  /** The names of the later versions: disease, patient, number of the image of this patient. */
  private static final Pattern MENDELEY =
      Pattern.compile("(?:NORMAL|BACTERIA|VIRUS)-(\\d+)-\\d+\\..+", Pattern.CASE_INSENSITIVE);

  KermanyLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "train/ and test/ (optionally val/), each with NORMAL/ and PNEUMONIA/; files"
        + " personN_bacteria_M.jpeg, personN_virus_M.jpeg, [NORMAL2-]IM-N-M.jpeg as on Kaggle, or"
        + " NORMAL-N-M.jpeg, BACTERIA-N-M.jpeg, VIRUS-N-M.jpeg as on Mendeley";
  }

  @Override
  public String groups() {
    return "patients, from the file names";
  }

  @Override
  public String parts() {
    return "train, val, test";
  }

  @Override
  public Optional<String> patientNumber(Path file) {
    String name = Folders.name(file);
    return number(PNEUMONIA, name).or(() -> number(NORMAL, name));
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Kermany, Zhang, Goldbaum: Labeled OCT and Chest X-Ray Images, Mendeley Data,"
                + " doi:10.17632/rscbjbr9sj",
            "CC BY 4.0"));
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Tree tree = Tree.of(path);
    if (!PartFolders.hasParts(tree.folders())) {
      throw new DatasetException(
          path + " has no train folder; layout 'kermany' expects " + expects());
    }
    List<LeftOut> leftOut = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<ClassFolder> folders = new ArrayList<>();
    for (ClassFolder folder : PartFolders.below(tree, leftOut, notes)) {
      // Some copies of the archive spell the folders in other cases.
      String name = folder.className().strip().toUpperCase(Locale.ROOT);
      folders.add(
          CLASSES.contains(name) ? new ClassFolder(folder.folder(), name, folder.part()) : folder);
    }
    List<String> faults = new ArrayList<>();
    for (ClassFolder folder : folders) {
      if (!CLASSES.contains(folder.className())) {
        faults.add(
            "folder '"
                + folder.part().map(Part::label).orElse("")
                + "/"
                + folder.className()
                + "' is no class of layout 'kermany'; accepted: "
                + CLASSES);
      }
    }
    if (folders.isEmpty()) {
      faults.add(path + " has no class folders; layout 'kermany' expects " + expects());
    }
    faults.addAll(PartFolders.missingClasses(folders, CLASSES));
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
    return PartFolders.list(
        tree, Listing.PATIENT, folders, CLASSES, leftOut, notes, KermanyLayout::patient);
  }

  private static Optional<String> patient(ClassFolder folder, String imageId) {
    String name = imageId.substring(imageId.lastIndexOf('/') + 1);
    Pattern names = folder.className().equals("NORMAL") ? NORMAL : PNEUMONIA;
    String numbering = folder.part().filter(Part.TEST::equals).isPresent() ? "test" : "train";
    return number(names, name)
        .map(number -> numbering + ":" + number)
        // These numbers do not start again: they are random, and one of all patients.
        .or(() -> number(MENDELEY, name).map(number -> "mendeley:" + number));
  }

  /** {@code person12} or {@code NORMAL2-IM-0987}. */
  private static Optional<String> number(Pattern names, String fileName) {
    Matcher name = names.matcher(fileName);
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }
}
