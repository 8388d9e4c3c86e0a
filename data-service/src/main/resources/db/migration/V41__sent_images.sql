-- Where a file waits that was sent; absent where it lies in the folder of the data set already.
alter table arrival add column staged text;
