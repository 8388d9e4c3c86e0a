// SPDX-License-Identifier: Apache-2.0
/**
 * The process that runs networks of imported models, and the only code that knows ONNX Runtime: a
 * job and pixels in, features out.
 */
@NullMarked
package dev.assay.embedder;

import org.jspecify.annotations.NullMarked;
