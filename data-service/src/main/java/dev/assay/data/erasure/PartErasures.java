// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.ErasedIds;
import dev.assay.data.dataset.Versions;
import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.ErasedImageRow;
import dev.assay.data.store.ErasedImageRow.Kind;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.scan.QuarantinedFile;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.source.ImageFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Follows images through versions, data sets and folders: the same bytes go wherever they lie. */
@ApplicationScoped
class PartErasures {
  private final Versions loaded;
  private final ErasedIds erased;
  private final PublishedIds ids;
  private final WorkFolder work;

  PartErasures(Versions loaded, ErasedIds erased, PublishedIds ids, WorkFolder work) {
    this.loaded = loaded;
    this.erased = erased;
    this.ids = ids;
    this.work = work;
  }

  /** While it is put together. */
  private static final class Parts {
    private final Set<ErasedImageRow.Key> kept = new HashSet<>();
    private final Map<String, Set<String>> paths = new HashMap<>();
    private final Set<Path> files = new TreeSet<>();
    private final Set<Path> staying = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();

    void path(String dataset, String path) {
      paths.computeIfAbsent(dataset, name -> new HashSet<>()).add(path);
    }
  }

  /**
   * @param subject for messages
   * @return empty if there are no such images, or no longer
   * @throws FaultException if an image lies in a file of this service together with others
   */
  Optional<PartErasure> of(Chosen chosen, String subject) {
    Map<Long, VersionRow> versions =
        VersionRow.<VersionRow>streamAll()
            .collect(Collectors.toMap(row -> row.id, row -> row, (a, b) -> a, TreeMap::new));
    Map<Long, List<ImageRow>> gone = gone(chosen, versions);
    ErasedImages before = erased.of(chosen.dataset());
    boolean unknown = chosen.images().stream().allMatch(before::hasImage);
    if (gone.isEmpty() && unknown) {
      return Optional.empty();
    }
    Parts parts = new Parts();
    chosen.paths().forEach(path -> parts.path(chosen.dataset(), path));
    chosen.images().forEach(image -> keep(chosen.dataset(), Kind.IMAGE, ids.image(image), parts));
    chosen.patients().forEach(patient -> keep(chosen.dataset(), Kind.PATIENT, patient, parts));
    chosen.files().forEach(file -> file(file, parts));
    Set<String> contents = new HashSet<>();
    gone.forEach(
        (id, rows) -> {
          VersionRow version = versions.get(id);
          for (ImageRow row : rows) {
            contents.add(row.sha256);
            parts.path(version.dataset, row.path);
            keep(version.dataset, Kind.IMAGE, ids.image(row.image), parts);
            keep(ErasedImageRow.EVERYWHERE, Kind.CONTENT, ids.content(row.sha256), parts);
            file(Path.of(version.root).resolve(row.path), parts);
          }
          refuseShared(version, rows, subject);
        });
    staged(parts);
    List<VersionRow> going = gone.keySet().stream().map(versions::get).toList();
    Map<String, DatasetVersion> rests = rests(going, gone, parts);
    othersOfTheSamePatient(chosen, versions, gone, parts);
    parts.notes.addAll(Mentions.of(rests.values(), parts.paths, work));
    return Optional.of(
        new PartErasure(
            going,
            contents,
            rests,
            gone.values().stream().mapToInt(List::size).sum(),
            parts.kept,
            parts.paths,
            List.copyOf(parts.files),
            List.copyOf(parts.staying),
            parts.notes));
  }

  private static void keep(String dataset, Kind kind, String id, Parts parts) {
    parts.kept.add(new ErasedImageRow.Key(dataset, kind, id));
  }

  /** Images by version: those that are chosen, and those of the same bytes in any data set. */
  private static Map<Long, List<ImageRow>> gone(Chosen chosen, Map<Long, VersionRow> versions) {
    List<Long> own =
        versions.values().stream()
            .filter(version -> version.dataset.equals(chosen.dataset()))
            .map(version -> version.id)
            .toList();
    List<ImageRow> named =
        own.isEmpty() || chosen.images().isEmpty()
            ? List.of()
            : ImageRow.list("versionId in ?1 and image in ?2", own, chosen.images());
    Set<String> contents = named.stream().map(row -> row.sha256).collect(Collectors.toSet());
    List<ImageRow> all = new ArrayList<>(named);
    if (!contents.isEmpty()) {
      all.addAll(ImageRow.list("sha256 in ?1", contents));
    }
    return all.stream()
        .distinct()
        .sorted(Comparator.comparing(row -> row.image))
        .collect(Collectors.groupingBy(row -> row.versionId, TreeMap::new, Collectors.toList()));
  }

  private void file(Path image, Parts parts) {
    Path file = ImageFiles.container(image);
    if (!Files.exists(file)) {
      return;
    }
    (work.owns(file) ? parts.files : parts.staying).add(file);
  }

  /** A file of several images is not written anew, so it goes as a whole or not at all. */
  private void refuseShared(VersionRow version, List<ImageRow> rows, String subject) {
    Path root = Path.of(version.root);
    Set<String> names = rows.stream().map(row -> row.path).collect(Collectors.toSet());
    Set<Path> shared =
        rows.stream()
            .map(row -> root.resolve(row.path))
            .filter(image -> !ImageFiles.container(image).equals(image))
            .map(ImageFiles::container)
            .filter(work::owns)
            .collect(Collectors.toSet());
    if (shared.isEmpty()) {
      return;
    }
    for (ImageRow other : ImageRow.ofVersion(version.id)) {
      Path container = ImageFiles.container(root.resolve(other.path));
      if (shared.contains(container) && !names.contains(other.path)) {
        throw new FaultException(
            new Fault(
                subject,
                String.valueOf(container.getFileName()),
                ("is a file of data set '%s' that has other images, too, and is not written anew,"
                        + " so this cannot be erased alone: erase the patient if all images of the"
                        + " file are theirs, or erase the versions that have it, or the whole data"
                        + " set, and upload it without the image")
                    .formatted(version.dataset)));
      }
    }
  }

  /** Files that were sent and are not in a version yet. */
  private void staged(Parts parts) {
    parts.paths.forEach(
        (dataset, paths) ->
            BatchFileRow.stagedOf(dataset, paths).forEach(file -> file(Path.of(file), parts)));
  }

  /** What is left of those versions that are current. */
  private Map<String, DatasetVersion> rests(
      List<VersionRow> going, Map<Long, List<ImageRow>> gone, Parts parts) {
    Map<String, DatasetVersion> rests = new TreeMap<>();
    for (VersionRow version : going) {
      Optional<DatasetRow> current =
          DatasetRow.of(version.dataset).filter(row -> version.id.equals(row.versionId));
      if (current.isEmpty()) {
        continue;
      }
      Set<String> images =
          gone.get(version.id).stream().map(row -> row.image).collect(Collectors.toSet());
      DatasetVersion rest =
          without(loaded.load(version), images, parts.paths.get(version.dataset), parts);
      if (rest.images().isEmpty()) {
        parts.notes.add("data set '" + version.dataset + "' has no image left, so no version");
        continue;
      }
      int[] counts = rest.classCounts();
      for (int label = 0; label < counts.length; label++) {
        if (counts[label] == 0) {
          parts.notes.add(
              "data set '%s' has no image %s '%s' left"
                  .formatted(
                      version.dataset,
                      rest.hasFindings() ? "with finding" : "of class",
                      rest.classes().get(label)));
        }
      }
      rests.put(version.dataset, rest);
    }
    return rests;
  }

  private DatasetVersion without(
      DatasetVersion version, Set<String> images, Set<String> paths, Parts parts) {
    List<QuarantinedFile> quarantined = new ArrayList<>();
    for (QuarantinedFile file : version.quarantined()) {
      if (!paths.contains(version.root().relativize(file.file()).toString())) {
        quarantined.add(file);
      }
    }
    List<ScannedImage> rest = new ArrayList<>();
    for (ScannedImage image : version.images()) {
      if (!images.contains(image.image())) {
        rest.add(image);
      } else if (parts.staying.contains(ImageFiles.container(image.file()))) {
        quarantined.add(ErasedImages.inPlace(version.root(), ids.image(image.image())));
      }
    }
    return new DatasetVersion(
        version.root(),
        version.layout(),
        version.groupKind(),
        version.classes(),
        version.synthetic(),
        rest,
        quarantined,
        version.decoding(),
        version.provenance(),
        version.notes());
  }

  /** Further images that may be of the same person are for the operator to decide about. */
  private static void othersOfTheSamePatient(
      Chosen chosen, Map<Long, VersionRow> versions, Map<Long, List<ImageRow>> gone, Parts parts) {
    if (chosen.patients().isEmpty()) {
      return;
    }
    Map<String, Integer> others = new TreeMap<>();
    for (VersionRow version : versions.values()) {
      if (version.dataset.equals(chosen.dataset())) {
        continue;
      }
      List<ImageRow> here = gone.getOrDefault(version.id, List.of());
      Set<String> groups = new HashSet<>(chosen.patients());
      here.forEach(row -> groups.add(row.groupId));
      Set<String> images = here.stream().map(row -> row.image).collect(Collectors.toSet());
      List<ImageRow> same = ImageRow.list("versionId = ?1 and groupId in ?2", version.id, groups);
      int more = (int) same.stream().filter(row -> !images.contains(row.image)).count();
      if (more > 0) {
        others.merge(version.dataset, more, Math::max);
      }
    }
    others.forEach(
        (dataset, more) ->
            parts.notes.add(
                ("data set '%s' has %d more images of a patient who has the same name or one of"
                        + " these images; if this is the same person, erase the patient there, too")
                    .formatted(dataset, more)));
  }
}
