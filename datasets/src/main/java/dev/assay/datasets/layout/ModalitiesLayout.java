// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Path modality = Folders.existing(path).toAbsolutePath().normalize();
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
    Map<String, String> classOfPatient = new TreeMap<>();
    Faults faults = new Faults();
    for (Path folder : Folders.folders(root)) {
      boolean own = folder.equals(modality);
      if (own || names(Folders.folders(folder)).equals(classes)) {
        for (ListedFile file : files(root, folder)) {
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
    return Listing.of(root, Listing.PATIENT, classes, files, List.of());
  }

  private static List<ListedFile> files(Path root, Path modality) throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    for (Path folder : Folders.folders(modality)) {
      for (Path file : Folders.files(folder)) {
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
