// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import dev.assay.data.WorkFolder;
import dev.assay.data.store.Locks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which files of which upload are in which folder. Everything follows from rows: a folder counts as
 * long as a version or an open batch needs it, and a file as long as a folder has it. So a stop at
 * any point leaves nothing to be made good.
 *
 * <p>Locks are taken in this order: {@link Locks#ERASURE}, {@link #LOCK}, rows of uploads by id.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class UploadLedger {
  private static final String LOCK = "uploads";
  private static final int ROWS_AT_ONCE = 10_000;

  /** A file that no later folder takes over. */
  private static final String APART = "/";

  /** Whether a file {@code f} is in a folder {@code p} of its upload. */
  private static final String IS_IN =
      "p.upload_id = f.upload_id and (f.until is null or p.made < f.until)"
          + " and (p.whole or (left(f.path, 1) <> '/' and starts_with(f.path, p.strip)))";

  private final EntityManager entities;
  private final WorkFolder work;

  UploadLedger(EntityManager entities, WorkFolder work) {
    this.entities = entities;
    this.work = work;
  }

  /**
   * Records what an upload has left in its folder, in the transaction that stores who needs it.
   *
   * @param folder a version or a batch of the same transaction needs it
   * @return whether it is open; if not, nothing is recorded
   */
  boolean keep(long upload, Path folder) {
    Locks.take(entities, Locks.ERASURE);
    lock(List.of(upload));
    boolean open =
        !entities
            .createNativeQuery("select id from upload where id = ?1 and alive_at is not null")
            .setParameter(1, upload)
            .getResultList()
            .isEmpty();
    if (!open) {
      return false;
    }
    entities
        .createNativeQuery(
            "insert into upload_folder (folder, upload_id, made, strip, whole)"
                + " values (?1, ?2, nextval('upload_folder_made'), '', true)")
        .setParameter(1, folder.toString())
        .setParameter(2, upload)
        .executeUpdate();
    try {
      List<Sent> files = new ArrayList<>();
      walk(
          folder,
          file -> {
            files.add(file);
            if (files.size() == ROWS_AT_ONCE) {
              insert(upload, files);
              files.clear();
            }
          });
      insert(upload, files);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("a folder of an upload cannot be listed", e);
    }
  }

  private record Sent(String path, long bytes) {}

  /** Each file once, even if it has several names. */
  private static void walk(Path folder, Consumer<Sent> file) throws IOException {
    Set<Path> listed = new HashSet<>(WorkFolder.files(folder));
    Set<Object> seen = new HashSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              Object key = attributes.fileKey();
              String name = folder.relativize(path).toString();
              file.accept(
                  new Sent(
                      listed.contains(path) ? name : APART + name,
                      key == null || seen.add(key) ? attributes.size() : 0));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void insert(long upload, List<Sent> files) {
    entities
        .createNativeQuery(
            "insert into upload_file (upload_id, path, bytes) select ?1, path, bytes"
                + " from unnest(cast(?2 as text[]), cast(?3 as bigint[])) as t (path, bytes)")
        .setParameter(1, upload)
        .setParameter(2, files.stream().map(Sent::path).toArray(String[]::new))
        .setParameter(3, files.stream().map(Sent::bytes).toArray(Long[]::new))
        .executeUpdate();
  }

  /**
   * Records that a folder has the files of another one and added ones, in the transaction that
   * stores the version of it.
   *
   * @param current folder whose files it has, except where an added one has the same path
   * @param folder that was made
   * @param added files by their paths in it; they wait in folders of their uploads
   */
  public void derived(Path current, Path folder, Map<String, Path> added) {
    Locks.take(entities, Locks.ERASURE);
    Set<String> waiting = new HashSet<>();
    added.values().forEach(file -> work.uploadOf(file).map(Path::toString).ifPresent(waiting::add));
    String before = work.uploadOf(current).map(Path::toString).orElse("");
    List<Long> adding = uploadsOf(waiting);
    List<Long> all = new ArrayList<>(adding);
    all.addAll(uploadsOf(List.of(before)));
    if (all.isEmpty()) {
      return;
    }
    lock(all);
    long made = number("select nextval('upload_folder_made')");
    inFolder(folder, made)
        .apply(
            "insert into upload_folder (folder, upload_id, made, strip, whole) select ?1,"
                + " unnest(cast(?3 as bigint[])), ?2, '', false")
        .setParameter(3, ids(adding))
        .executeUpdate();
    String strip = before.isEmpty() ? "" : Path.of(before).relativize(current).toString();
    inFolder(folder, made)
        .apply(
            "insert into upload_folder (folder, upload_id, made, strip, whole)"
                + " select ?1, upload_id, ?2, strip || ?3, false from upload_folder"
                + " where folder = ?4 on conflict do nothing")
        .setParameter(3, strip.isEmpty() ? "" : strip + "/")
        .setParameter(4, before)
        .executeUpdate();
    String[] paths = added.keySet().toArray(String[]::new);
    inFolder(folder, made)
        .apply(
            "update upload_file f set until = ?2 from upload_folder p,"
                + " unnest(cast(?3 as text[])) as t (path) where p.folder = ?1"
                + " and f.upload_id = p.upload_id and f.path = p.strip || t.path"
                + " and f.until is null and f.upload_id <> all(cast(?4 as bigint[]))")
        .setParameter(3, paths)
        .setParameter(4, ids(adding))
        .executeUpdate();
    for (String from : waiting) {
      keepOnly(from, folder, added);
    }
  }

  /** A file that was sent twice in a batch, or that is erased, is not in the folder. */
  private void keepOnly(String waiting, Path folder, Map<String, Path> added) {
    String[] kept =
        added.entrySet().stream()
            .filter(file -> file.getValue().startsWith(waiting))
            .map(Map.Entry::getKey)
            .filter(path -> Files.exists(folder.resolve(path)))
            .toArray(String[]::new);
    entities
        .createNativeQuery(
            "delete from upload_file where upload_id in (select upload_id from upload_folder"
                + " where folder = ?1 and whole) and path <> all(cast(?2 as text[]))")
        .setParameter(1, waiting)
        .setParameter(2, kept)
        .executeUpdate();
  }

  private Function<String, Query> inFolder(Path folder, long made) {
    return sql ->
        entities.createNativeQuery(sql).setParameter(1, folder.toString()).setParameter(2, made);
  }

  private List<Long> uploadsOf(Collection<String> folders) {
    return longs(
        entities
            .createNativeQuery(
                "select distinct upload_id from upload_folder where folder = any(?1)")
            .setParameter(1, folders.toArray(String[]::new)));
  }

  /** Whatever no version and no batch needs any more counts no longer. */
  public void settle() {
    settle(List.of());
  }

  /**
   * Likewise, after files of this service were erased.
   *
   * @param erased single files; of folders that are erased nothing needs to be said
   */
  public void settle(Collection<Path> erased) {
    Locks.take(entities, LOCK);
    // The folder of a file that waits has two names below the work folder.
    String root = work.root() + "/";
    Set<Long> affected =
        new HashSet<>(
            longs(
                entities
                    .createNativeQuery(
                        """
                        with needed as (
                          select distinct ?1 || split_part(substr(a.staged, length(?1) + 1), '/', 1)
                              || '/' || split_part(substr(a.staged, length(?1) + 1), '/', 2) as folder
                            from arrival a join arrival_batch b on b.id = a.batch_id
                            where a.staged is not null and b.state in ('COLLECTING', 'CLOSED')
                          union
                          select p.folder from (select distinct folder from upload_folder) p
                            where exists (select from dataset_version v
                              where v.root = p.folder or starts_with(v.root, p.folder || '/'))
                        )
                        delete from upload_folder p
                          where not exists (select from needed n where n.folder = p.folder)
                          returning upload_id
                        """)
                    .setParameter(1, root)));
    List<String> folders = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (Path file : erased) {
      work.uploadOf(file)
          .ifPresent(
              folder -> {
                folders.add(folder.toString());
                paths.add(folder.relativize(file).toString());
              });
    }
    affected.addAll(uploadsOf(folders));
    if (affected.isEmpty()) {
      return;
    }
    lock(affected);
    entities
        .createNativeQuery(
            "delete from upload_file f using upload_folder p,"
                + " unnest(cast(?1 as text[]), cast(?2 as text[])) as t (folder, path)"
                + " where p.folder = t.folder and "
                + IS_IN
                + " and f.path = p.strip || t.path")
        .setParameter(1, folders.toArray(String[]::new))
        .setParameter(2, paths.toArray(String[]::new))
        .executeUpdate();
    recount(affected);
  }

  /** Ends an upload: what is there of it counts, and nothing else. */
  void end(long upload) {
    lock(List.of(upload));
    entities
        .createNativeQuery("update upload set alive_at = null where id = ?1")
        .setParameter(1, upload)
        .executeUpdate();
    recount(List.of(upload));
  }

  /**
   * Ends uploads whose service has stopped.
   *
   * @return their folders that nobody needs
   */
  List<Path> endAbandoned(long afterSeconds) {
    List<Long> dead =
        longs(
            entities
                .createNativeQuery(
                    "select id from upload where alive_at < clock_timestamp() - make_interval(secs"
                        + " => cast(?1 as double precision)) order by id for update")
                .setParameter(1, (double) afterSeconds));
    dead.forEach(this::end);
    return Stream.of(
            entities
                .createNativeQuery(
                    "select u.folder from upload u where id = any(cast(?1 as bigint[]))"
                        + " and folder is not null and not exists (select from upload_folder p"
                        + " where p.folder = u.folder)",
                    String.class)
                .setParameter(1, ids(dead))
                .getResultList()
                .toArray())
        .map(folder -> Path.of((String) folder))
        .toList();
  }

  private void lock(Collection<Long> uploads) {
    entities
        .createNativeQuery(
            "select id from upload where id = any(cast(?1 as bigint[])) order by id for update")
        .setParameter(1, ids(uploads))
        .getResultList();
  }

  private void recount(Collection<Long> uploads) {
    entities
        .createNativeQuery(
            "delete from upload_file f where f.upload_id = any(cast(?1 as bigint[]))"
                + " and not exists (select from upload_folder p where "
                + IS_IN
                + ")")
        .setParameter(1, ids(uploads))
        .executeUpdate();
    entities
        .createNativeQuery(
            """
            update upload u set bytes = n.bytes, files = n.files,
                dataset = case when n.files = 0 then null else dataset end
              from (select i.id, coalesce(sum(f.bytes), 0) as bytes, count(f.path) as files
                from unnest(cast(?1 as bigint[])) as i (id)
                left join upload_file f on f.upload_id = i.id group by i.id) n
              where u.id = n.id and u.alive_at is null
            """)
        .setParameter(1, ids(uploads))
        .executeUpdate();
  }

  private static Long[] ids(Collection<Long> uploads) {
    return uploads.toArray(Long[]::new);
  }

  private static List<Long> longs(Query query) {
    List<Long> all = new ArrayList<>();
    for (Object row : query.getResultList()) {
      all.add(((Number) row).longValue());
    }
    return all;
  }

  private long number(String sql) {
    return ((Number) entities.createNativeQuery(sql).getSingleResult()).longValue();
  }
}
