// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;

/** What networks let an explanation see of a forward pass. */
public interface Inspection {
  Inspection NONE = new Inspection() {};

  /**
   * The last maps that still have places: after the last convolution with its activation, before
   * they are pooled.
   *
   * @param maps of one image or more; whoever answers with another array closes this one
   * @param channelAxis 1: N x C x H x W; 3: N x H x W x C
   * @return with which the network goes on
   */
  default NDArray maps(NDArray maps, int channelAxis) {
    return maps;
  }

  /**
   * The attention of one block: softmax(queries keys^T / sqrt(width)).
   *
   * @param queries N x heads x tokens x width; stay the network's
   * @param keys of the same shape
   * @param others tokens before those of the patches: the class token and registers
   * @param ofMean whether the network pools the tokens of the patches and not the class token
   */
  default void attention(NDArray queries, NDArray keys, int others, boolean ofMean) {}
}
