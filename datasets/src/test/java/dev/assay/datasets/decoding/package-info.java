// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.decoding;

import org.jspecify.annotations.NullMarked;
