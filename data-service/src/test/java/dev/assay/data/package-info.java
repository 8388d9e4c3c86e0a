// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data;

import org.jspecify.annotations.NullMarked;
