// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {HostileToken} from "./HostileToken.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract TopUpTest is RegistryTest {
    function test_refusesAnAmountOfZero() public {
        _register();
        _expect(INodeRegistry.ZeroAmount.selector);
        registry.topUp(node.at, 0);
    }

    function test_refusesAnIdThatNobodyRegistered() public {
        _expect(INodeRegistry.UnknownNode.selector, node.at);
        registry.topUp(node.at, 1);
    }

    function test_refusesABondBeyond96Bits() public {
        _register();
        uint96 most = type(uint96).max - STAKE;
        _fund(STRANGER, most + 1);
        _expect(bytes4(keccak256("Panic(uint256)")), uint256(0x11));
        vm.prank(STRANGER);
        registry.topUp(node.at, most + 1);
        vm.prank(STRANGER);
        registry.topUp(node.at, most);
        vm.assertEq(registry.nodeOf(node.at).bond, type(uint96).max, "bond");
    }

    function test_refusesATokenThatTakesAFee() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        _register();
        _fund(STRANGER, 10);
        hostile.takeFee(3);
        _expect(INodeRegistry.WrongAmountMoved.selector, 10, 7);
        vm.prank(STRANGER);
        registry.topUp(node.at, 10);
        _assertRecord(_fresh());
    }

    function testFuzz_letsAnybodyAddToTheBond(uint96 amount) public {
        amount = uint96(1 + amount % (type(uint96).max - STAKE));
        _register();
        _fund(STRANGER, amount);
        vm.recordLogs();
        vm.prank(STRANGER);
        registry.topUp(node.at, amount);
        _assertOnlyEvent(INodeRegistry.ToppedUp.selector, node.at, 0, 0, abi.encode(amount, STAKE + amount));
        Node memory expected = _fresh();
        expected.bond = STAKE + amount;
        _assertRecord(expected);
        vm.assertEq(token.balanceOf(address(registry)), uint256(STAKE) + amount, "tokens in the registry");
        vm.assertEq(token.balanceOf(STRANGER), 0, "tokens of the caller");
    }

    function test_leavesANodeInactiveWhileUnbonding() public {
        _unbonding();
        _fund(STRANGER, 5);
        vm.prank(STRANGER);
        registry.topUp(node.at, 5);
        _assertActive(false);
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), STAKE + 5, "tokens of the payout");
    }

    function test_revivesARecordWhoseStakeWasWithdrawn() public {
        _unbonding();
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        _fund(OPERATOR, MINIMUM);
        vm.prank(OPERATOR);
        registry.topUp(node.at, MINIMUM);
        Node memory expected = _fresh();
        expected.bond = MINIMUM;
        _assertRecord(expected);
        _assertActive(true);
    }
}
