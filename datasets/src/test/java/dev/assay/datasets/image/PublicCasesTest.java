// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.datasets.ForeignFunctions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SharedDir;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.decoding.ImageBytes;
import dev.assay.datasets.decoding.Wanted;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that readers often get wrong without a message. What is right was found with Pillow 9.4.0
 * (libjpeg-turbo 2.1.5, libtiff 4.5); for {@code tif_ycc.tif} and {@code tif_ycc2*} with Pillow
 * 13.0.0 (libtiff 4.7.2).
 */
class PublicCasesTest {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimit.DEFAULT);

  /** Hashes of {@code Image.open(f).convert("RGB").tobytes()}. */
  @ParameterizedTest
  @CsvSource({
    "tif_jpeg_cmyk.tif, 44d7dd39d2dedf0327882ce798a1a0b7678a2ceac146168b4408d9c9234460b3",
    "tif_jpeg_rgba.tif, 8f47496d208c470f1db5af3f672cdfa81b2bd67f4865e9b8839af3059eb03591",
    "tif_ycc_lzw.tif, 56e1fd360d18c3766005eae79ef2c3bf6520379dc54fd683b1e15780de2c590c",
    "tif_ycc.tif, a89aae9e82c4042406546b7a3cdd89f22d8531adc66b0ccab8904fb290c8dc35",
    "tif_ycc_deflate.tif, 6840ed7272026f9c718b7db9500c4cd183a38c224a12c97af3f6256348c2b9bf",
    // Pillow gives up where colours are shared and nothing is packed; libtiff has the same bytes.
    "tif_ycc22.tif, 6f1f9202bf41e4126c0873d0cde0deaa1be61367782419070ce0991b0bdcfe86",
    "tif_ycc22_deflate.tif, 6f1f9202bf41e4126c0873d0cde0deaa1be61367782419070ce0991b0bdcfe86",
    "tif_ycc21_strips.tif, 305f62f3d03a8a0748f049c78bdd879a4bb56eb2c9056009b6bb1c5687ac33ab",
    "tif_ycc22_tiles.tif, 20d68d37cbe52e99de3995741fd65ff2a5d4fb9c1cf92b559106da6651eb478f",
    "tif_ycc41_deflate.tif, 532dfc90b157fbdb71d944401df71749a43d194cf35c3de8c818330d9401f2ff",
    "tif_ycc42_deflate.tif, 92c36f81881e5266d7b73595bbf38d42fb121cabf3ec9aa638516806a6c98318",
    "tif_ycc44_deflate.tif, 1e75d7e05ad54d35192bf8dd43c2a02b643df10d4bceb82c5316090334371bfd",
    "tif_12bit_odd.tif, a6ab81bb8791609b49f7635201899e0ec209434394a7d6b2d2e8f902a37856c6",
    "png_grey16_trns.png, 0e279ac27d8858302aef529e4444180cec38c09437556480d9fd55a8f2f5f548",
    "jpg_440.jpg, 1ccbf3b08d71b56f10d720df134bacb0e2ae6245a32d3ecf9554c795378f7803",
    "jpg_h1v2_odd.jpg, 4dd2b0a109dd25f0a2ae099d0096c57300a7cd57ff53ce87cd5f9f30fe12d1b7",
    "jpg_prog440.jpg, 5f1919175172c6f684229fc8c576d62c24948afae85ebb144bf643314528ea5b",
    "jpg_adobe0_jfif.jpg, af6bd9cc3acae017f0c451655f277b24442f5e3af1a6c6f527b9d9fb756f014d",
    "jpg_adobe2_3comp.jpg, af6bd9cc3acae017f0c451655f277b24442f5e3af1a6c6f527b9d9fb756f014d",
    "jpg_extraneous_before_marker.jpg,"
        + " af6bd9cc3acae017f0c451655f277b24442f5e3af1a6c6f527b9d9fb756f014d",
    "bmp565.bmp, 8f8befb3f52ed4b025b8fb9b465411bfa52acc03b6265317147cda882cfb8f9e",
    "pgm_comment.pgm, b497c09c97c7768de9ee29737f1758f3d95573f1b2ddc43444485de68d34c2e7",
    "tif_bigtiff.tif, 6e141b7f4911bb77493c22af740da16aa56e7b6ea0d60e85cca935b7fc953178",
    "tif_p.tif, 07ddb3b4087aa4d02e56691b28e0c1bcfe96a1a0e526e4095c5c1c07a7f648f1",
    "tif_rgb16_lzw2.tif, 6e141b7f4911bb77493c22af740da16aa56e7b6ea0d60e85cca935b7fc953178",
    "tif_rgba_assoc.tif, a0009c8d17880abfa037c0e5c6a7befe7e1644f13558ae6a79127cebf67fec47"
  })
  void decodesToPillowsBytes(String name, String sha256) throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name)) {
      assertThat(in).as(name).isNotNull();
      assertThat(Hash.ofBytes(decoder.decode(in.readAllBytes()).rgb())).isEqualTo(sha256);
    }
  }

  /** By OpenJPEG and libwebp, in a child as everywhere, and the first frame of a GIF. */
  @ParameterizedTest
  @CsvSource({
    "jp2.jp2, 6e141b7f4911bb77493c22af740da16aa56e7b6ea0d60e85cca935b7fc953178",
    "ll.webp, 6e141b7f4911bb77493c22af740da16aa56e7b6ea0d60e85cca935b7fc953178",
    "alpha.webp, 92bfd7c37ff738f7cf6c79d656040a47adaffd1a292e8dd0587621cc4f3892ad",
    "q30.webp, 8e990ba200d1b51e420f0aa72fddf163d9f938d956d91e80c38d9639126b44ca",
    "t.gif, 07ddb3b4087aa4d02e56691b28e0c1bcfe96a1a0e526e4095c5c1c07a7f648f1"
  })
  void decodesInAChildToPillowsBytes(String name, String sha256) throws Exception {
    if (!name.endsWith("gif")) {
      ForeignFunctions.assume();
    }
    // Resized to their own size: as they are.
    Wanted whole =
        Wanted.pixels(DecodingOptions.paper(), PixelLimit.DEFAULT, 113, Preprocessing.BILINEAR);
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name);
        DecoderPool pool = new DecoderPool(DecodingLimits.ofMachine())) {
      assertThat(in).as(name).isNotNull();
      RgbImage image =
          pool.decodeAndHash(ImageBytes.of(in.readAllBytes()), whole)
              .image()
              .pixels()
              .orElseThrow();
      assertThat(Hash.ofBytes(image.rgb())).isEqualTo(sha256);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "anim.webp, UNSUPPORTED_FORMAT, animated WebP",
    "jj2000-endless.j2k, CORRUPT, cannot be"
  })
  void refusesWithTheTrueReason(String name, QuarantineReason reason, String message)
      throws Exception {
    ForeignFunctions.assume();
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name)) {
      byte[] file = in.readAllBytes();
      assertThatThrownBy(() -> decoder.decode(file))
          .isInstanceOf(UnusableImageException.class)
          .hasMessageContaining(message)
          .extracting(e -> ((UnusableImageException) e).reason())
          .isEqualTo(reason);
    }
  }

  /** Every file beside which a folder of public cases has the right picture. */
  @TestFactory
  Stream<DynamicTest> decodesEveryPublicCase() throws IOException {
    Path ingest = SharedDir.folder("public-cases/ingest");
    List<Path> right;
    try (Stream<Path> files = Files.walk(ingest)) {
      right = files.filter(f -> f.toString().endsWith(".right.png")).sorted().toList();
    }
    assertThat(right).hasSizeGreaterThan(10);
    return right.stream()
        .filter(png -> !NOT_READ.contains(name(png)))
        .map(png -> DynamicTest.dynamicTest(name(png), () -> check(input(png), png)));
  }

  private static final List<String> NOT_READ = List.of("tif_lab", "tif_f32_255");

  private static String name(Path png) {
    return png.getFileName().toString().replace(".right.png", "");
  }

  private static Path input(Path png) throws IOException {
    try (Stream<Path> files = Files.list(png.getParent())) {
      return files
          .filter(f -> !f.equals(png) && f.getFileName().toString().startsWith(name(png)))
          .findFirst()
          .orElseThrow();
    }
  }

  private void check(Path file, Path png) throws Exception {
    if (file.toString().endsWith("jp2")) {
      ForeignFunctions.assume();
    }
    RgbImage image = decoder.decode(Files.readAllBytes(file));
    BufferedImage expected = ImageIO.read(png.toFile());
    int[] pixels =
        expected.getRGB(
            0, 0, expected.getWidth(), expected.getHeight(), null, 0, expected.getWidth());
    assertThat(image.width()).isEqualTo(expected.getWidth());
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    assertThat(image.rgb()).isEqualTo(rgb);
  }
}
