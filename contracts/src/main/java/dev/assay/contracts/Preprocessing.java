// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an image between decoding and the first layer: the shorter side to {@code resize}
 * pixels, the {@code crop} x {@code crop} centre, then (x / 255 - mean) / std for each channel.
 *
 * @param resize pixels of the shorter side, at least {@code crop}
 * @param crop width and height of the network's input, in pixels
 * @param interpolation {@code bilinear}: Pillow's antialiased triangle filter, or {@code bicubic}:
 *     its antialiased cubic one
 * @param mean of red, green, blue, in units of [0, 1]
 * @param std of red, green, blue, in units of [0, 1], positive
 * @param fit {@code squash}: both sides become {@code resize} pixels, whatever the shape of the
 *     image; {@code pad}: the longer side does, the shape stays, and black fills a square round it,
 *     as Pillow's {@code ImageOps.pad}; absent: the shorter side does, and the shape stays
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preprocessing(
    int resize,
    int crop,
    String interpolation,
    List<Double> mean,
    List<Double> std,
    @Nullable String fit) {
  /** What {@link #fit} says where nothing is said. */
  public static final String CROP = "crop";

  public static final String SQUASH = "squash";
  public static final String PAD = "pad";

  /** What may become of the shape of an image. */
  public static final List<String> FITS = List.of(CROP, SQUASH, PAD);

  private static final String SQUASHED = "-" + SQUASH;
  private static final String PADDED = "-" + PAD;

  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
  public static final String BILINEAR = "bilinear";
  public static final String BICUBIC = "bicubic";
  private static final List<String> INTERPOLATIONS = List.of(BILINEAR, BICUBIC);

  public Preprocessing {
    Check.atLeast("crop", crop, 1);
    Check.atLeast("resize", resize, crop);
    checkInterpolation(interpolation);
    if (mean == null || mean.size() != 3 || std == null || std.size() != 3) {
      throw new IllegalArgumentException("mean and std must have three values, one per channel");
    }
    if (fit != null && !FITS.contains(fit)) {
      throw new IllegalArgumentException(
          "fit must be one of %s, not '%s'".formatted(String.join(", ", FITS), fit));
    }
    fit = CROP.equals(fit) ? null : fit;
    std.forEach(s -> Check.within("std", s, Double.MIN_NORMAL, 1e6));
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** One that keeps the shape of the image. */
  public Preprocessing(
      int resize, int crop, String interpolation, List<Double> mean, List<Double> std) {
    this(resize, crop, interpolation, mean, std, null);
  }

  /**
   * How images are resized, in one word, by which packed pixels are known: the interpolation, with
   * {@value #SQUASHED} or {@value #PADDED} at its end if both sides become the same.
   */
  public String resampling() {
    return fit == null ? interpolation : interpolation + "-" + fit;
  }

  /**
   * @throws IllegalArgumentException unless it is a {@link #resampling}
   */
  public static String checkResampling(@Nullable String resampling) {
    if (resampling == null) {
      return checkInterpolation(null);
    }
    checkInterpolation(interpolationOf(resampling));
    return resampling;
  }

  /** The interpolation of a {@link #resampling}. */
  public static String interpolationOf(String resampling) {
    int end = resampling.length();
    end -= squashes(resampling) ? SQUASHED.length() : pads(resampling) ? PADDED.length() : 0;
    return resampling.substring(0, end);
  }

  /** Whether a {@link #resampling} makes both sides the same. */
  public static boolean squashes(String resampling) {
    return resampling.endsWith(SQUASHED);
  }

  /** Whether a {@link #resampling} fills a square round the image. */
  public static boolean pads(String resampling) {
    return resampling.endsWith(PADDED);
  }

  /** Which sides become {@link #resize} pixels, in words. */
  public String sides() {
    return squashes() ? "both sides" : pads() ? "longer side" : "shorter side";
  }

  /** What tells inputs apart in tables, such as {@code 384 px} or {@code 384 px padded}. */
  public String inputWords() {
    return crop + " px" + (squashes() ? " squashed" : pads() ? " padded" : "");
  }

  /** What is done to the shape after the resize, in words that may follow it; mostly empty. */
  public String padding() {
    return pads() ? " on a black square" : "";
  }

  /** Whether black fills a square round the image. */
  public boolean pads() {
    return PAD.equals(fit);
  }

  /** Whether both sides become the same, whatever the shape of the image. */
  public boolean squashes() {
    return SQUASH.equals(fit);
  }

  /** Resize 256, CenterCrop 224, the means and deviations of ImageNet: the original study's. */
  public static Preprocessing imageNet() {
    return new Preprocessing(256, 224, BILINEAR, IMAGENET_MEAN, IMAGENET_STD);
  }

  /** The preprocessing with which DINOv2's classifiers were evaluated: the same, but bicubic. */
  public static Preprocessing dinoV2() {
    return new Preprocessing(256, 224, BICUBIC, IMAGENET_MEAN, IMAGENET_STD);
  }

  /**
   * @throws IllegalArgumentException naming the accepted ones
   */
  public static String checkInterpolation(@Nullable String interpolation) {
    if (interpolation == null || !INTERPOLATIONS.contains(interpolation)) {
      throw new IllegalArgumentException(
          "interpolation must be one of %s, not '%s'"
              .formatted(String.join(", ", INTERPOLATIONS), interpolation));
    }
    return interpolation;
  }

  /** The same normalisation at another size. */
  public Preprocessing withSize(int newResize, int newCrop) {
    return new Preprocessing(newResize, newCrop, interpolation, mean, std, fit);
  }

  /** The same with another interpolation. */
  public Preprocessing withInterpolation(String other) {
    return new Preprocessing(resize, crop, other, mean, std, fit);
  }

  /** The same normalisation of the whole image at another size and shape. */
  public Preprocessing squashedTo(int side) {
    return new Preprocessing(side, side, interpolation, mean, std, SQUASH);
  }

  /**
   * The same with another treatment of the shape.
   *
   * @param other one of {@link #FITS}
   */
  public Preprocessing withFit(String other) {
    return new Preprocessing(resize, crop, interpolation, mean, std, other);
  }

  /** The same with another mean and deviation. */
  public Preprocessing withNormalisation(List<Double> newMean, List<Double> newStd) {
    return new Preprocessing(resize, crop, interpolation, newMean, newStd, fit);
  }
}
