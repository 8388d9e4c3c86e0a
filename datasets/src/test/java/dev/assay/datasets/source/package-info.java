// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.source;

import org.jspecify.annotations.NullMarked;
