-- The hashes of the blocks of a file of very many images (JSON of its reference); absent: the file is read as a whole.
alter table packed_pixels add column blocks text;
