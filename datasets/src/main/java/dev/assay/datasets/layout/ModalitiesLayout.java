// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several modalities of the same patients, such as the T1, T2 and FLAIR images of a brain: {@code
 * modality / class / patient / file}, or {@code modality / class / patient_anything.png}. Each
 * modality is a separate data set, registered from its own folder. All have the same patients, so
 * their splits agree: {@link dev.assay.datasets.split.SharedSplit}.
 */
public final class ModalitiesLayout implements Layout {
  static final String NAME = "mri-modalities";

  ModalitiesLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "the folder of one modality, with one folder per class, in it a folder per patient or"
        + " files PATIENT_anything.png; the other modalities of the patients in neighbouring"
        + " folders";
  }

  @Override
  public String groups() {
    return "patients, the same in all modalities";
  }

  @Override
  public boolean sharesPatients() {
    return true;
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Path modality = modality(path);
    Path root = modality.getParent();
    if (root == null) {
      throw new DatasetException(path + " is no folder of a modality; " + expected());
    }
    List<Path> classFolders = Folders.folders(modality);
    refuseParent(path, classFolders);
    SortedSet<String> classes = names(classFolders);
    if (classes.size() < 2) {
      throw new DatasetException(
          path
              + (classes.isEmpty() ? " has no class folder; " : " has one class folder; ")
              + expected());
    }
    List<ListedFile> files = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>(Folders.strays(modality));
    Map<String, String> classOfPatient = new TreeMap<>();
    Faults faults = new Faults();
    for (Path folder : Folders.folders(root)) {
      boolean own = folder.equals(modality);
      if (own || names(Folders.folders(folder)).equals(classes)) {
        for (ListedFile file : files(root, folder, own ? leftOut : new ArrayList<>())) {
          String patient = file.patient().orElseThrow();
          String before = classOfPatient.putIfAbsent(patient, file.className());
          if (before != null && !before.equals(file.className())) {
            // The message may be logged, so it does not name the patient.
            faults.add(
                "a patient of class '"
                    + before
                    + "' is of class '"
                    + file.className()
                    + "' in folder '"
                    + Folders.name(folder)
                    + "'; a patient has one class in all modalities");
          } else if (own) {
            files.add(file);
          }
        }
      }
    }
    faults.refuseIfAny();
    if (files.isEmpty()) {
      throw new DatasetException(path + " has no files in its class folders; " + expected());
    }
    return Listing.of(root, Listing.PATIENT, classes, files, leftOut).with(notes(files));
  }

  /** The folder of the modality; in archives it is inside of another folder. */
  private static Path modality(Path path) throws DatasetException {
    Path folder = Folders.existing(path).toAbsolutePath().normalize();
    while (true) {
      List<Path> below = Folders.folders(folder);
      if (below.size() != 1 || Folders.folders(below.get(0)).size() < 2) {
        return folder;
      }
      folder = below.get(0);
    }
  }

  /** A patient is numbered; what has no digit is more likely a word such as {@code image}. */
  private static List<String> notes(List<ListedFile> files) {
    long unnumbered =
        files.stream()
            .filter(
                f -> f.patient().filter(p -> p.chars().noneMatch(Character::isDigit)).isPresent())
            .count();
    return unnumbered == 0
        ? List.of()
        : List.of(
            "the patients of "
                + unnumbered
                + " images have no digit in their names, so they are perhaps no patients, but words"
                + " with which the names of many files begin");
  }

  private static List<ListedFile> files(Path root, Path modality, List<LeftOut> leftOut)
      throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    for (Path folder : Folders.folders(modality)) {
      Optional<String> name = Optional.of(Folders.name(folder));
      Folders.Found found = Folders.walk(folder);
      found.leftOut().forEach(f -> leftOut.add(f.of(name)));
      Set<Path> masks = Masks.among(folder, found.files());
      for (Path file : found.files()) {
        if (masks.contains(file)) {
          leftOut.add(Masks.leftOut(file, name));
          continue;
        }
        files.add(
            new ListedFile(
                file,
                Folders.imageId(root, file),
                Folders.name(folder),
                Optional.of(patient(folder, file)),
                Optional.empty()));
      }
    }
    return files;
  }

  private static String patient(Path classFolder, Path file) {
    Path below = classFolder.relativize(file);
    if (below.getNameCount() > 1) {
      return Folders.name(below.getName(0));
    }
    String name = Folders.name(file);
    String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    return stem.contains("_") ? stem.substring(0, stem.indexOf('_')) : stem;
  }

  /** Several folders with the same two or more folders in each are modalities with classes. */
  private void refuseParent(Path path, List<Path> folders) throws DatasetException {
    if (folders.size() < 2) {
      return;
    }
    SortedSet<String> first = names(Folders.folders(folders.get(0)));
    for (Path folder : folders) {
      if (first.size() < 2 || !names(Folders.folders(folder)).equals(first)) {
        return;
      }
    }
    throw new DatasetException(
        path
            + " contains the modalities "
            + names(folders)
            + "; register each as a separate data set, such as "
            + folders.get(0)
            + "; "
            + expected());
  }

  private String expected() {
    return "layout '" + NAME + "' expects " + expects();
  }

  private static SortedSet<String> names(List<Path> folders) {
    SortedSet<String> names = new TreeSet<>();
    folders.forEach(f -> names.add(Folders.name(f)));
    return names;
  }
}
