// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.s3.S3Config;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of this service. */
@ConfigMapping(prefix = "assay.data")
public interface DataConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /** The bucket of the artifact store; the folder is then only a cache of this service. */
  S3Config s3();

  /** Folder in which uploads are unpacked and pixels are packed. */
  Path workDir();

  /**
   * The key of the patients' pseudonyms; created at the first start, readable by its owner only.
   */
  Path groupKeyFile();

  /** Images decoded at once, each in a child process; absent: one per processor. */
  OptionalInt decodingThreads();

  /**
   * The most images of one file of packed pixels whose index is read as a whole; files of more are
   * ordered by their split, and can be read in part. Another number than this makes other files.
   */
  @WithDefault("100000")
  int listedImages();

  Decoding decoding();

  Upload upload();

  Quota quota();

  Ingestion ingestion();

  /** What the decoding of an image may use. */
  interface Decoding {
    /** The largest image, width x height. Pillow reads as much. */
    @WithDefault("178956970")
    long pixels();

    /**
     * Heap of all decoding processes together; absent: half of the memory that this heap leaves. It
     * decides how many images are decoded at once; an image that needs more is decoded alone.
     */
    Optional<MemorySize> memory();

    /** Processor time for an image of up to a megapixel; larger ones have more. */
    @WithDefault("5s")
    Duration time();
  }

  /** When a batch of new images is closed; a watched data set can have other settings. */
  interface Ingestion {
    /** A batch is closed when no file has been added or changed for so long. */
    @WithDefault("30s")
    Duration quiet();

    /** A batch that has been open for so long is closed even if files are still changing. */
    @WithDefault("10m")
    Duration maxWait();

    /** Time between two listings of a watched bucket; some servers charge for each listing. */
    @WithDefault("5m")
    Duration bucketPoll();

    /** Time between two polls of the watched folders. */
    @WithDefault("5s")
    Duration poll();

    /** Announces images in the artifact store. */
    OtherTopic images();

    /** Event notifications of S3. */
    OtherTopic s3Events();
  }

  /** A topic of another system. */
  interface OtherTopic {
    String topic();

    /** Whether it is consumed. */
    boolean enabled();
  }

  /** What one caller may hold in uploads, and how many one may send. 0 is no limit. */
  interface Quota {
    /** Of files that were uploaded and that a version or a batch still has. */
    @WithDefault("1T")
    MemorySize bytes();

    @WithDefault("20000000")
    long files();

    /** Uploads that are received or registered at one time. */
    @WithDefault("16")
    int atOnce();

    /** Uploads that are begun within an hour. */
    @WithDefault("10000")
    int perHour();
  }

  /** Limits of an uploaded archive. */
  interface Upload {
    /** Bytes of all files together, unpacked. */
    @WithDefault("100G")
    MemorySize maxSize();

    @WithDefault("2000000")
    int maxFiles();

    /** Unpacked bytes per packed byte: images hardly compress, so more is a decompression bomb. */
    @WithDefault("100")
    int maxGrowth();
  }
}
