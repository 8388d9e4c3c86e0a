// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactListing;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.VerifiedStream;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts as objects of a bucket: {@code PREFIX/sha256/ab/abcdef...}. An object becomes visible
 * only after all its bytes were received, which S3 guarantees for single and for multipart uploads.
 * All services of one stack share one bucket; each has copies on its own disk.
 */
public final class S3Store implements ArtifactStore, ArtifactListing {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final LocalCopies copies;
  private final ObjectUpload upload;
  private final Removals removals;

  /**
   * @throws ArtifactException.Unavailable if the bucket does not exist or access is denied
   */
  S3Store(S3Client client, String bucket, String prefix, LocalCopies copies) {
    this(client, bucket, prefix, copies, ObjectUpload.PART);
  }

  S3Store(S3Client client, String bucket, String prefix, LocalCopies copies, long part) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix + "sha256/";
    this.copies = copies;
    this.upload = new ObjectUpload(client, bucket, part);
    this.removals = new Removals(client, bucket, prefix);
    asking("use", () -> client.headBucket(b -> b.bucket(bucket)));
  }

  @Override
  public ArtifactRef put(Path file, String mediaType) {
    return send(copies.put(file, mediaType));
  }

  @Override
  public ArtifactRef put(InputStream bytes, String mediaType) {
    return send(copies.put(bytes, mediaType));
  }

  /**
   * Uploads an object even if it exists: this renews its age for the collector and repairs damage.
   */
  private ArtifactRef send(ArtifactRef ref) {
    // Just written and not yet an hour old, so it is still there.
    Path copy = copies.local(ref, () -> open(ref));
    try {
      do {
        upload.put(copy, key(ref), ref.mediaType());
      } while (!removals.survives(ref.sha256(), key(ref)));
      return ref;
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot read " + copy + " to store it: " + e, e);
    } catch (SdkException e) {
      throw unavailable("write to", e);
    }
  }

  @Override
  public InputStream open(ArtifactRef ref) {
    try {
      return new VerifiedStream(
          client.getObject(b -> b.bucket(bucket).key(key(ref))), ref, where() + "/" + key(ref));
    } catch (NoSuchKeyException e) {
      throw new ArtifactException.Missing(ref, where());
    } catch (SdkException e) {
      throw unavailable("read from", e);
    }
  }

  @Override
  public Path local(ArtifactRef ref) {
    return copies.local(ref, () -> open(ref));
  }

  @Override
  public Path local(ArtifactRef ref, @Nullable ArtifactRef blocks, Part part) {
    if (blocks == null) {
      return local(ref);
    }
    Optional<Path> whole = copies.whole(ref);
    if (whole.isPresent()) {
      return whole.get();
    }
    BlockHashes list = list(ref, blocks);
    BlockSource source =
        new ObjectBlocks(client, bucket, key(ref), ref, e -> unavailable("read from", e));
    try {
      return part.find(list, wanted -> copies.part(ref, list, wanted, source));
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot read a copy of " + ref.uri() + ": " + e, e);
    }
  }

  private BlockHashes list(ArtifactRef ref, ArtifactRef blocks) {
    Path copy = local(blocks);
    try {
      BlockHashes list = BlockHashes.read(copy);
      if (!list.isOf(ref)) {
        throw new ArtifactException.Corrupt(
            blocks, where() + "/" + key(blocks), "the list of another file than " + ref.uri());
      }
      return list;
    } catch (IllegalArgumentException e) {
      throw new ArtifactException.Corrupt(
          blocks, where() + "/" + key(blocks), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot read " + copy + ": " + e, e);
    }
  }

  @Override
  public void delete(ArtifactRef ref) {
    copies.delete(ref);
    asking("delete from", () -> client.deleteObject(b -> b.bucket(bucket).key(key(ref))));
  }

  @Override
  public Stream<Stored> list() {
    Iterator<S3Object> objects =
        asking(
            "list",
            () ->
                client
                    .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))
                    .contents()
                    .iterator());
    // Page after page, while the caller reads.
    return Stream.generate(() -> asking("list", () -> next(objects)))
        .takeWhile(Optional::isPresent)
        .map(Optional::get)
        .filter(object -> SHA256.matcher(name(object)).matches())
        .map(object -> new Stored(name(object), object.size(), object.lastModified()));
  }

  @Override
  public boolean removeUnlessPutSince(Stored listed) {
    return asking("delete from", () -> removals.remove(listed, key(listed.sha256())));
  }

  private static Optional<S3Object> next(Iterator<S3Object> objects) {
    return objects.hasNext() ? Optional.of(objects.next()) : Optional.empty();
  }

  private String key(ArtifactRef ref) {
    return key(ref.sha256());
  }

  private String key(String sha256) {
    return prefix + sha256.substring(0, 2) + "/" + sha256;
  }

  private static String name(S3Object object) {
    return object.key().substring(object.key().lastIndexOf('/') + 1);
  }

  private String where() {
    return "s3://" + bucket;
  }

  private <T> T asking(String action, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw unavailable(action, e);
    }
  }

  private ArtifactException unavailable(String action, SdkException cause) {
    return new ArtifactException.Unavailable(
        "cannot %s the artifact store %s: %s; check bucket, endpoint and credentials"
            .formatted(action, where(), cause.getMessage()),
        cause);
  }
}
