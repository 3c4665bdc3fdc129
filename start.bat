@echo off
rem Open Tilltro in the browser with a double click: sets up what is needed the first time, then serves the pages.
setlocal
cd /d "%~dp0"
if exist .venv\Scripts\python.exe goto ready

set "CHECK=import sys; sys.exit(sys.version_info < (3, 12))"
set "PYTHON="
for %%P in ("py -3" python python3) do if not defined PYTHON (
    %%~P -c "%CHECK%" >nul 2>nul && set "PYTHON=%%~P"
)
if defined PYTHON (
    %PYTHON% -m venv .venv || goto no_folder
) else (
    where uv >nul 2>nul || goto no_python
    uv venv --quiet --seed --python 3.12 .venv || goto no_python
)

:ready
if exist .venv\installed-run goto serve
echo Installing what Tilltro needs; the first time this takes a few minutes.
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . || goto no_index
echo done> .venv\installed-run

:serve
.venv\Scripts\tilltro serve %*
exit /b %errorlevel%

:no_python
echo Tilltro needs Python 3.12 or newer: install it from python.org, tick "Add python.exe to PATH", then start again.
goto failed
:no_folder
echo The folder .venv could not be made here; move Tilltro to a folder that you may write to, then start again.
goto failed
:no_index
echo Installing failed; most often there is no connection to the package index. The lines above say why.
:failed
pause
exit /b 2
