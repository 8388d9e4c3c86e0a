package dev.assay.data;

import dev.assay.s3.S3Config;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** The settings of this service. */
@ConfigMapping(prefix = "assay.data")
public interface DataConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /** The bucket that takes the store's place; the folder then holds this service's copies. */
  S3Config s3();

  /** Uploads are unpacked and pixels are packed here. */
  Path workDir();

  /** The secret that makes patients pseudonyms; made at the first start, readable by its owner. */
  Path groupKeyFile();

  /** Images decoded at once; absent: one per processor. The pixel limit is the heap over these. */
  OptionalInt decodingThreads();

  Upload upload();

  Arrivals arrivals();

  /** When new images are a batch, unless a watched data set says otherwise. */
  interface Arrivals {
    /** As long must nothing have arrived, and each file must have stayed as it is. */
    @WithDefault("30s")
    Duration quiet();

    /** A batch whose first arrival is this old is closed though more arrive. */
    @WithDefault("10m")
    Duration maxWait();

    /** Between two listings of a watched bucket, which cost money where buckets do. */
    @WithDefault("5m")
    Duration bucketPoll();

    /** Between two looks at the watched folders. */
    @WithDefault("5s")
    Duration poll();
  }

  /** What an uploaded archive may unpack to. */
  interface Upload {
    /** Of all files together. */
    @WithDefault("100G")
    MemorySize maxSize();

    @WithDefault("2000000")
    int maxFiles();

    /** Images hardly compress; an archive that grows more than this is a bomb. */
    @WithDefault("100")
    int maxGrowth();
  }
}
