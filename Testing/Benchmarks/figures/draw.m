% Draws the stacks of a list, as a MATLAB user would: imagesc, colormap, colorbar.
%     octave draw.m LIST.json
% Each stack is drawn once more with the image and the bar in plain magenta and nothing else, from
% which their places are measured.
1;

function bar = compose(figure_, stack, slice, limits)
  clf(figure_);
  x = [1, columns(slice)];
  y = [1, rows(slice)];
  if !isempty(stack.extent)
    step = [stack.extent(2) / columns(slice), stack.extent(4) / rows(slice)];
    x = [step(1) / 2, stack.extent(2) - step(1) / 2];
    y = [step(2) / 2, stack.extent(4) - step(2) / 2];
  end
  imagesc(x, y, slice, limits);
  colormap(stack.colours);
  set(gca, "tickdir", stack.ticks);
  if stack.equal
    axis("image");
  end
  bar = [];
  if strcmp(stack.bar, "beside")
    bar = colorbar();
  elseif strcmp(stack.bar, "below")
    bar = colorbar("southoutside");
  end
end

function label(stack, k)
  if stack.title
    title(sprintf("B-scan %d", k));
  end
  if stack.labels
    xlabel("Lateral");
    ylabel("Depth");
  end
end

function shoot(figure_, stack, path)
  if stack.print
    print(figure_, path, "-dpng", "-r100");
  else
    imwrite(getframe(figure_).cdata, path);
  end
end

function draw(figure_, stack)
  size_ = stack.figure(:)';
  set(figure_, "position", [0, 0, size_], "paperunits", "inches", "papersize", size_ / 100, ...
      "paperposition", [0, 0, size_ / 100]);
  file = fopen(stack.data);
  data = fread(file, [stack.array(1), Inf], "single=>single");
  fclose(file);
  data = reshape(data, stack.array(1), stack.array(2), []);
  for k = 1:size(data, 3)
    bar = compose(figure_, stack, data(:, :, k)', stack.limits(:)');
    label(stack, k);
    shoot(figure_, stack, sprintf("%s/%02d.png", stack.folder, k));
  end
  colormap([1 0 1; 1 0 1]);
  set([gca; bar], "visible", "off");
  shoot(figure_, stack, [stack.folder "/places.png"]);
end

stacks = jsondecode(fileread(argv(){1}));
if !iscell(stacks)
  stacks = num2cell(stacks);
end
graphics_toolkit("qt");
window = figure("visible", "off");
for k = 1:numel(stacks)
  draw(window, stacks{k});
end
