// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends a file: whole, or in parts if it is longer than one. Each request states the MD5 of its
 * bytes, which every S3 server checks before it takes them. Parts of an upload that fails are
 * thrown away; those of a process that was killed are the bucket's lifecycle rule's to remove, and
 * never visible.
 */
final class ObjectUpload {
  /** A request that fails is sent again, so a part is what a bad line costs. */
  static final long PART = 64L << 20;

  /** S3's own limit is 10,000. */
  private static final int MOST_PARTS = 9_000;

  private static final int BUFFER = 1 << 16;

  private final S3Client client;
  private final String bucket;
  private final long part;

  ObjectUpload(S3Client client, String bucket, long part) {
    this.client = client;
    this.bucket = bucket;
    this.part = part;
  }

  void put(Path file, String key, String mediaType) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size <= part) {
        String md5 = md5(channel, 0, size);
        client.putObject(
            b -> b.bucket(bucket).key(key).contentType(mediaType).contentMD5(md5),
            body(channel, 0, size));
      } else {
        inParts(channel, size, key, mediaType);
      }
    }
  }

  private void inParts(FileChannel channel, long size, String key, String mediaType)
      throws IOException {
    String upload =
        client
            .createMultipartUpload(b -> b.bucket(bucket).key(key).contentType(mediaType))
            .uploadId();
    try {
      long each = Math.max(part, size / MOST_PARTS + 1);
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < size; from += each) {
        parts.add(part(channel, from, Math.min(each, size - from), key, upload, parts.size() + 1));
      }
      client.completeMultipartUpload(
          b -> b.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
    } catch (SdkException | IOException e) {
      abort(key, upload, e);
      throw e;
    }
  }

  private void abort(String key, String upload, Exception because) {
    try {
      client.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      because.addSuppressed(e);
    }
  }

  private CompletedPart part(
      FileChannel channel, long from, long length, String key, String upload, int number)
      throws IOException {
    String md5 = md5(channel, from, length);
    String tag =
        client
            .uploadPart(
                b -> b.bucket(bucket).key(key).uploadId(upload).partNumber(number).contentMD5(md5),
                body(channel, from, length))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  /** Can be read again from its start, for the request that is sent again. */
  private static RequestBody body(FileChannel channel, long from, long length) {
    return RequestBody.fromContentProvider(
        () -> new BufferedInputStream(new Range(channel, from, length), BUFFER),
        length,
        "application/octet-stream");
  }

  private static String md5(FileChannel channel, long from, long length) throws IOException {
    try (InputStream in = new Range(channel, from, length)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** Bytes of a file that several may read at once; closing it leaves the file open. */
  private static final class Range extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    Range(FileChannel channel, long from, long length) {
      this.channel = channel;
      this.at = from;
      this.end = from + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (at >= end) {
        return -1;
      }
      int most = (int) Math.min(length, end - at);
      int count = channel.read(ByteBuffer.wrap(bytes, offset, most), at);
      if (count > 0) {
        at += count;
      }
      return count;
    }
  }
}
