; The option ROM of the extboot device: INT 13h for the disk behind port 0x405.
;
; Built by ExtbootRomTest with nasm, which sets the two checksum bytes afterwards; README.md has the command and the
; layout of the blocks. BIOS Boot Specification 1.01, Plug and Play BIOS 1.0A, EDD 3.0 (T13 form of the device path).
;
; A ROM is read-only once the machine boots, and must keep its checksum until then. All state is in 1 KiB taken from
; the top of base memory in the boot connection vector, with the code that INT 13h is hooked to: that code knows
; where it is, and hands its segment on in DS. The command block is there too, so that a caller's stack may be small.

        cpu 386
        bits 16
        org 0

ROM_SIZE        equ 2048
PORT            equ 0x405
MAGIC           equ 0x44494258          ; "XBID"

GEOMETRY        equ 0                   ; command types
IDENTIFY        equ 3
EXTENDED        equ 4                   ; read; 5 write, 6 verify
HAS_EXTENDED    equ 2
HAS_PATH        equ 4

BDA             equ 0x40
BASE_KIB        equ 0x13
DISK_STATUS     equ 0x74
DISK_COUNT      equ 0x75

BAD_PARAMETER   equ 0x01                ; INT 13h errors
NOT_FOUND       equ 0x04
TOO_LONG        equ 0x09
NOT_READY       equ 0xaa
NOT_REMOVABLE   equ 0xb2

; The state segment.
block           equ 0                   ; the command block, then its fields for types 4 to 6
block.drive     equ 2
block.count     equ 4
block.first     equ 8
block.address   equ 16
block.done      equ 24
ident.magic     equ 4                   ; and for type 3
ident.features  equ 8
ident.total     equ 12
ident.cylinders equ 20
ident.heads     equ 22
ident.sectors   equ 24
ident.path      equ 28
block.size      equ 64
hook            equ 64                  ; a copy of hook_code
cylinders       equ 96                  ; as INT 13h has them
heads           equ 98
sectors         equ 100
total           equ 104
state.size      equ 112

; What the caller had in its registers, from BP.
r.si            equ 4
r.bx            equ 16
r.dl            equ 20
r.dx            equ 20
r.dh            equ 21
r.cx            equ 24
r.cl            equ 24
r.ch            equ 25
r.al            equ 28
r.ax            equ 28
r.ah            equ 29
r.es            equ 32
r.ds            equ 34
r.flags         equ 40

        db 0x55, 0xaa, ROM_SIZE / 512
        jmp near init
        times 0x1a - ($ - $$) db 0
        dw pnp
        times 0x20 - ($ - $$) db 0

pnp:    db "$PnP", 1, 2                 ; version, length / 16
        dw 0                            ; no further header
        db 0, 0                         ; reserved, checksum
        dd 0
        dw maker, product
        db 1, 0, 0                      ; mass storage, SCSI
        db 0x64                         ; cacheable, may be shadowed, boot device
        dw connect                      ; boot connection vector
        dw 0, 0, 0, 0

maker:  db "Backplane", 0
product: db "Backplane extboot", 0

; Called in the scan. What there is to do is done in the boot connection vector, when the boot order is known.
init:   mov ax, 0x0110                  ; INT 13h device; whether it is there is not known yet
        retf

; The boot connection vector.
connect:
        pushf
        pushad
        push ds
        push es
        cld
        push BDA
        pop es
        mov ax, [es:BASE_KIB]
        dec ax
        shl ax, 6
        mov ds, ax
        call identify
        jnz .out                        ; no such device: leave no trace
        test word [ident.features], HAS_EXTENDED
        jz .out
        dec word [es:BASE_KIB]
        mov eax, [ident.total]
        mov [total], eax
        mov eax, [ident.total + 4]
        mov [total + 4], eax
        mov ax, GEOMETRY
        call command
        mov ax, [2]
        cmp ax, 1024
        jbe .fits
        mov ax, 1024
.fits:  mov [cylinders], ax
        mov eax, [4]                    ; heads and sectors
        mov [heads], eax

        push ds
        pop es
        push cs
        pop ds
        mov si, hook_code
        mov di, hook
        mov cx, hook_code.end - hook_code
        rep movsb
        push es
        pop ds                          ; the state segment again
        mov [hook + hook_code.rom - hook_code + 3], cs
        push BDA
        pop es
        mov al, [es:DISK_COUNT]
        inc byte [es:DISK_COUNT]
        add al, 0x80
        mov [hook + hook_code.number - hook_code], al
        xor ax, ax
        mov es, ax
        cli
        mov eax, [es:0x13 * 4]
        mov [hook + hook_code.old - hook_code + 1], eax
        mov word [es:0x13 * 4], hook
        mov [es:0x13 * 4 + 2], ds
.out:   pop es
        pop ds
        popad
        popf
        retf

; INT 13h goes here, in the state segment.
hook_code:
        cmp dl, 0
.number equ $ - 1
        je .ours
.old:   jmp 0:0                         ; whoever had INT 13h before
.ours:  push ds
        push cs
        pop ds
.rom:   jmp 0:int13
.end:

; Our drive, in the ROM. Interrupts stay off: a command is over when OUT returns.
int13:  push es
        pushad
        mov bp, sp
        cld
        mov si, functions
.next:  cs lodsb
        cmp al, ah
        je found
        add si, 2
        cmp si, functions.end
        jb .next
parameter:
        mov ah, BAD_PARAMETER
        jmp finish
found:
        jmp [cs:si]

good:   xor ah, ah
; AH is the result.
finish: mov [bp + r.ah], ah
        push BDA
        pop es
        mov [es:DISK_STATUS], ah
        and byte [bp + r.flags], 0xfe
        cmp ah, 1
        cmc
        adc byte [bp + r.flags], 0      ; CF is bit 0
leave13:
        popad
        pop es
        pop ds
        iret
; Success with something else in AH.
answer: push BDA
        pop es
        mov byte [es:DISK_STATUS], 0
        and byte [bp + r.flags], 0xfe
        jmp leave13

functions:
%macro function 2
        db %1
        dw %2
%endmacro
        function 0x00, good             ; reset
        function 0x01, last_status
        function 0x02, chs_transfer
        function 0x03, chs_transfer
        function 0x04, chs_transfer
        function 0x08, drive_parameters
        function 0x09, good             ; set drive parameters
        function 0x0c, seek
        function 0x0d, good             ; reset
        function 0x10, good             ; test ready
        function 0x11, good             ; recalibrate
        function 0x14, good             ; diagnostics
        function 0x15, drive_type
        function 0x41, extensions
        function 0x42, lba_transfer
        function 0x43, lba_transfer
        function 0x44, lba_transfer
        function 0x45, good             ; lock
        function 0x46, eject
        function 0x47, lba_seek
        function 0x48, edd_parameters
        function 0x49, good             ; media change
functions.end:

last_status:
        push BDA
        pop es
        mov ah, [es:DISK_STATUS]
        jmp finish

; 02 read, 03 write, 04 verify. AH is still the function.
chs_transfer:
        mov al, [bp + r.al]
        dec al
        cmp al, 127
        ja parameter
        call chs
        jc parameter
        mov [block.first], eax
        mov dword [block.first + 4], 0
        movzx eax, byte [bp + r.al]
        mov [block.count], eax
        movzx eax, word [bp + r.es]
        shl eax, 4
        movzx ebx, word [bp + r.bx]
        add eax, ebx
        mov [block.address], eax
        mov dword [block.address + 4], 0
        movzx ax, byte [bp + r.ah]
        add ax, EXTENDED - 2
        call transfer
        test ah, ah
        jz finish
        mov byte [bp + r.al], 0         ; sectors done
        jmp finish

; 0C: only whether there is such a place.
seek:   call chs
        jc parameter
        jmp good

; EAX = the caller's cylinder, head and sector as LBA; CF when there is no such place.
chs:    movzx ecx, byte [bp + r.cl]
        and cl, 0x3f
        jz .bad
        cmp cx, [sectors]
        ja .bad
        movzx ebx, byte [bp + r.dh]
        cmp bx, [heads]
        jae .bad
        movzx eax, byte [bp + r.cl]
        and al, 0xc0
        shl eax, 2
        mov al, [bp + r.ch]
        cmp ax, [cylinders]
        jae .bad
        movzx edx, word [heads]
        imul eax, edx
        add eax, ebx
        movzx edx, word [sectors]
        imul eax, edx
        lea eax, [eax + ecx - 1]
        clc
        ret
.bad:   stc
        ret

; 08. The last cylinder is kept back, as ever.
drive_parameters:
        mov ax, [cylinders]
        sub ax, 2
        jnc .some
        xor ax, ax
.some:  mov [bp + r.ch], al
        shl ah, 6
        or ah, [sectors]
        mov [bp + r.cl], ah
        mov al, [heads]
        dec al
        mov [bp + r.dh], al
        push BDA
        pop es
        mov al, [es:DISK_COUNT]
        mov [bp + r.dl], al
        mov byte [bp + r.al], 0
        jmp good

; 15: a fixed disk, and its sectors without the last cylinder.
drive_type:
        movzx eax, word [cylinders]
        dec ax
        movzx edx, word [heads]
        imul eax, edx
        movzx edx, word [sectors]
        imul eax, edx
        mov [bp + r.dx], ax
        shr eax, 16
        mov [bp + r.cx], ax
        mov word [bp + r.ax], 0x0300
        jmp answer

; 41
extensions:
        cmp word [bp + r.bx], 0x55aa
        jne parameter
        mov word [bp + r.bx], 0xaa55
        mov word [bp + r.cx], 7         ; packets, locking, EDD
        mov word [bp + r.ax], 0x3000    ; EDD 3.0
        jmp answer

; ES:SI = the caller's packet; CF when it is too short for one.
packet: mov es, [bp + r.ds]
        mov si, [bp + r.si]
        cmp byte [es:si], 16
        ret

; 42 read, 43 write, 44 verify
lba_transfer:
        call packet
        jb parameter
        movzx eax, word [es:si + 2]
        cmp byte [bp + r.ah], 0x44
        je .any
        cmp ax, 128
        jbe .any
        mov ah, TOO_LONG
        jmp .none
.any:   mov [block.count], eax
        mov eax, [es:si + 8]
        mov [block.first], eax
        mov eax, [es:si + 12]
        mov [block.first + 4], eax
        xor edx, edx
        cmp dword [es:si + 4], -1
        jne .far
        cmp byte [es:si], 24
        jb .far
        mov eax, [es:si + 16]           ; EDD 3.0: a flat address
        mov edx, [es:si + 20]
        jmp .addressed
.far:   movzx eax, word [es:si + 6]
        shl eax, 4
        movzx ebx, word [es:si + 4]
        add eax, ebx
.addressed:
        mov [block.address], eax
        mov [block.address + 4], edx
        movzx ax, byte [bp + r.ah]
        sub ax, 0x42 - EXTENDED
        call transfer
        test ah, ah
        jz finish
.none:  mov word [es:si + 2], 0         ; sectors done
        jmp finish

eject:  mov ah, NOT_REMOVABLE
        jmp finish

; 47
lba_seek:
        call packet
        jb parameter
        mov eax, [es:si + 8]
        mov edx, [es:si + 12]
        sub eax, [total]
        sbb edx, [total + 4]
        jc good
        mov ah, NOT_FOUND
        jmp finish

; 48: 26, 30 or 74 bytes, as the caller has room. The path is asked for each time: the disk may have moved.
edd_parameters:
        call packet
        cmp word [es:si], 26
        jb parameter
        call identify
        mov ah, NOT_READY
        jnz finish
        mov cx, [es:si]
        mov word [es:si + 2], 2         ; the geometry is valid
        movzx eax, word [ident.cylinders]
        mov [es:si + 4], eax
        movzx eax, word [ident.heads]
        mov [es:si + 8], eax
        movzx eax, word [ident.sectors]
        mov [es:si + 12], eax
        mov eax, [ident.total]
        mov [es:si + 16], eax
        mov eax, [ident.total + 4]
        mov [es:si + 20], eax
        mov word [es:si + 24], 512
        mov ax, 26
        cmp cx, 30
        jb .sized
        mov dword [es:si + 26], -1      ; no ATA parameter table
        mov al, 30
        cmp cx, 74
        jb .sized
        test word [ident.features], HAS_PATH
        jz .sized
        mov dword [es:si + 30], 44 << 16 | 0xbedd
        mov word [es:si + 34], 0
        push si
        lea di, [si + 36]
        mov si, ident.path
        mov cx, 36
        rep movsb
        pop si
        mov byte [es:si + 72], 0
        lea di, [si + 30]
        mov cx, 43
        mov al, 0
.sum:   sub al, [es:di]
        inc di
        loop .sum
        mov [es:di], al                 ; bytes 30 to 73 sum to 0
        mov ax, 74
.sized: mov [es:si], ax
        mov byte [bp + r.al], 0
        jmp good

; Clears the block and asks who is there; ZF when it is our device. Changes AX, CX, DX, DI.
identify:
        push es
        push ds
        pop es
        mov di, block
        mov cx, block.size / 2
        xor ax, ax
        rep stosw
        pop es
        mov ax, IDENTIFY
        call command
        test ax, ax
        jnz .no
        cmp dword [ident.magic], MAGIC
.no:    ret

; AX = type 4 to 6 for the block; AH = the INT 13h result. Changes AX, DX.
transfer:
        mov word [block.drive], 0
        call command
        test ax, ax
        jz .good
        test ah, 0x80
        mov ah, al
        jnz .good
        mov ah, NOT_READY               ; the block is as it was: the device is gone
.good:  ret

; AX = type; AX = the block's first word after the command. Changes DX.
command:
        mov [block], ax
        mov ax, ds
        mov dx, PORT
        out dx, ax
        mov ax, [block]
        ret

        times ROM_SIZE - 1 - ($ - $$) db 0
        db 0                            ; checksum
