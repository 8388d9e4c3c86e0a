// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.pixels;

import org.jspecify.annotations.NullMarked;
